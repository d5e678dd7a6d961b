"""What FTP servers say, by product, and how each of them words a refusal. `{folder}` and `{file}` are filled in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Files:
    """One product, healthy."""

    name: str
    greetings: tuple[str, ...]
    ask_password: str
    signed_in: tuple[str, ...]
    type_ok: str
    folder_ok: str
    where: str
    begin: str
    done: str
    size: bool = True
    extended: bool = True
    missing: str = "550 {file}: No such file or directory"


PRODUCTS = (
    Files("vsftpd", ("220 (vsFTPd 3.0.3)", "220-Bem-vindo\n220 Servidor de arquivos"), "331 Please specify the password.",
          ("230 Login successful.", "230-Aviso: uso monitorado.\n230 Login successful."), "200 Switching to Binary mode.",
          "250 Directory successfully changed.", '257 "{folder}" is the current directory', "150 Ok to send data.",
          "226 Transfer complete.", missing="550 Failed to open file."),
    Files("proftpd", ("220 ProFTPD Server (Debian) [127.0.0.1]", "220 ProFTPD 1.3.8 Server (Serra Azul) [127.0.0.1]"),
          "331 Password required for crm", ("230 User crm logged in", "230-Bem-vindo\n    230 itens novos\n230 User crm logged in"),
          "200 Type set to I", "250 CWD command successful", '257 "{folder}" is the current directory',
          "150 Opening BINARY mode data connection for {file}", "226 Transfer complete"),
    Files("pure-ftpd", ("220---------- Welcome to Pure-FTPd [privsep] [TLS] ----------\n220-You are user number 1 of 50 allowed.\n"
                        "220-Local time is now 10:00. Server port: 21.\n220-This is a private system - No anonymous login\n"
                        "220-IPv6 connections are also welcome on this server.\n"
                        "220 You will be disconnected after 15 minutes of inactivity.",),
          "331 User crm OK. Password required", ("230 OK. Current directory is /",
          "230-Your bandwidth usage is restricted\n230 OK. Current restricted directory is /"), "200 TYPE is now 8-bit binary",
          "250 OK. Current directory is {folder}", '257 "{folder}" is your current location',
          "150 Accepted data connection", "226-File successfully transferred\n226 0.001 seconds (measured here), 0.30 Mbytes per second",
          missing="550 Can't open {file}: No such file or directory"),
    Files("iis", ("220 Microsoft FTP Service", "220-Microsoft FTP Service\n220 Servidor de documentos"), "331 Password required",
          ("230 User logged in.",), "200 Type set to I.", "250 CWD command successful.", '257 "{folder}" is current directory.',
          "125 Data connection already open; Transfer starting.", "226 Transfer complete.",
          missing="550-The system cannot find the file specified. \n Win32 error:   The system cannot find the file specified. \n"
                  " Error details: File system returned an error.\n550 End"),
    Files("filezilla", ("220-FileZilla Server 0.9.60 beta\n220-written by Tim Kosse (tim.kosse@filezilla-project.org)\n"
                        "220 Please visit https://filezilla-project.org/", "220-FileZilla Server 1.8.2\n220 Please visit "
                        "https://filezilla-project.org/"), "331 Password required for crm", ("230 Logged on", "230 Login successful."),
          "200 Type set to I", '250 CWD successful. "{folder}" is current directory.', '257 "{folder}" is current directory.',
          "150 Opening data channel for file upload to server of \"{folder}/{file}\"",
          '226 Successfully transferred "{folder}/{file}"', missing="550 File not found"),
    Files("serv-u", ("220 Serv-U FTP Server v15.4 ready...", "220 Serv-U FTP Server v6.4 for WinSock ready..."),
          "331 User name okay, need password.", ("230 User logged in, proceed.",), "200 Type set to I.",
          "250 Directory changed to {folder}", '257 "{folder}" is current directory.',
          "150 Opening BINARY mode data connection for {file}.", "226 Transfer complete. 310 bytes transferred. 3.10 KB/sec.",
          missing="550 {folder}/{file}: No such file."),
)


@dataclass(frozen=True)
class Refusal:
    """One product's words for one fault."""

    product: str
    at: str
    fault: str
    words: str


def _of(at: str, fault: str, **words: str) -> list[Refusal]:
    """Several products' words for the same; several wordings of one product are parted by `|`."""
    return [Refusal(p.replace("_", "-"), at, fault, w) for p, more in words.items() for w in more.split("|")]


WRONG_PASSWORD = _of(
    "password", "ftp.auth.refused",
    vsftpd="530 Login incorrect.", proftpd="530 Login incorrect.", pure_ftpd="530 Login authentication failed",
    iis="530 User cannot log in.|530-User cannot log in.\n Win32 error:   The user name or password is incorrect. \n"
        " Error details: An error occurred during the authentication process.\n530 End",
    filezilla="530 Login or password incorrect!|530 Login incorrect.", serv_u="530 Not logged in.|530 Login or password incorrect.",
)

REFUSALS = [
    *_of("greeting", "ftp.banner.busy",
         vsftpd="421 There are too many connected users, please try later.|421 There are too many connections from your internet address.",
         proftpd="421 Service not available, remote server has closed connection|530 Sorry, the maximum number of clients (10) "
                 "from your host are already connected.|500 Sorry, no server available to handle request on 127.0.0.1",
         pure_ftpd="421 50 users (the maximum) are already logged in, sorry|421 Too many connections (8) from this IP",
         iis="421 Service not available, closing control connection.|421 Terminating connection.",
         filezilla="421 Too many users are connected, please try again later.|421 Server is locked, please try again later.",
         serv_u="421 Too many users logged in for this account.|421 Too many open connections."),
    *_of("user", "ftp.auth.tls_required",
         vsftpd="530 Non-anonymous sessions must use encryption.", proftpd="550 SSL/TLS required on the control channel",
         pure_ftpd="421 Sorry, cleartext sessions and weak ciphers are not accepted on this server.\n"
                   "421 Please reconnect using TLS security mechanisms."
                   "|421-Sorry, cleartext sessions are not accepted on this server.\n421 Please reconnect using TLS security mechanisms.",
         iis="534 Policy requires SSL.|534-Policy requires SSL.\n Win32 error:   Access is denied. \n Error details: SSL policy "
             "requires SSL for control channel.\n534 End",
         filezilla="530 This server does not allow plain FTP. You have to use FTP over TLS.|503 Use AUTH first.",
         serv_u="530 Sorry, insecure connections are not allowed; use SSL.|530 Server requires a secure connection."),
    *_of("password", "ftp.auth.tls_required",
         vsftpd="530 Non-anonymous sessions must use encryption.", iis="534 Policy requires SSL."),
    *_of("password", "ftp.auth.home",
         vsftpd="500 OOPS: cannot change directory:/home/crm", proftpd="530 Login incorrect: home directory inaccessible",
         pure_ftpd="530 Sorry, but I can't trust you: home directory /srv/crm not available|530 Can't change directory to /srv/crm/ "
                   "[/srv/crm/]: No such file or directory",
         iis="530-User cannot log in, home directory inaccessible.\n Win32 error:   Access is denied. \n Error details: File "
             "system denied the access.\n530 End|530 User cannot log in, home directory inaccessible.",
         filezilla="530 Home directory does not exist|550 Home directory not accessible", serv_u="530 Not logged in, unauthorized "
         "home directory|530 Unable to set home directory"),
    *_of("password", "ftp.auth.busy",
         vsftpd="421 There are too many connected users, please try later.",
         proftpd="530 Sorry, the maximum number of clients (1) for this user already connected.|530 Sorry, the maximum number of "
                 "allowed clients (5) are already connected.",
         pure_ftpd="421 I can't accept more than 2 connections as the same user", iis="530 Maximum number of connections reached",
         filezilla="421 Too many users are connected, please try again later.|530 Too many connections for this user",
         serv_u="530 Too many users logged in for this account.|421 Maximum session time exceeded - closing."),
    *_of("user", "ftp.auth.listed", vsftpd="530 Permission denied.", proftpd="530 Access denied"),  # as the real vsftpd
    *_of("user", "ftp.auth.not_allowed", vsftpd="530 This FTP server is anonymous only.",
         pure_ftpd="530 This is a private system - No anonymous login", filezilla="530 User not allowed from this IP",
         serv_u="530 Sorry, your IP address is not allowed to log in."),
    *_of("password", "ftp.auth.not_allowed",
         vsftpd="500 OOPS: vsftpd: refusing to run with writable root inside chroot()|500 OOPS: child died",
         proftpd="530 This account has expired", pure_ftpd="530 Sorry, but that account is disabled",
         iis="530-User cannot log in.\n Win32 error:   This user can't sign in because this account is currently disabled. \n"
             " Error details: An error occurred during the authentication process.\n530 End|530-User cannot log in.\n Win32 error: "
             "  Logon failure: the user has not been granted the requested logon type at this computer. \n530 End"
             "|530 Valid hostname is expected.|530-User cannot log in.\n Win32 error:   The password of this account has "
             "expired. \n530 End|530-User cannot log in.\n Win32 error:   The referenced account is currently locked out and "
             "may not be logged on to. \n530 End",
         filezilla="530 Account is disabled|530 User not allowed from this IP|530 Account locked",
         serv_u="530 You must change your password.|530 Server is in maintenance.|530 Account is disabled.|530 Account expired.|332 Need account for login."),
    *_of("folder", "ftp.folder.missing",
         vsftpd="550 Failed to change directory.", proftpd="550 {folder}: No such file or directory",
         pure_ftpd="550 Can't change directory to {folder}: No such file or directory",
         iis="550-The system cannot find the file specified. \n Win32 error:   The system cannot find the file specified. \n"
             " Error details: File system returned an error.\n550 End|550 O sistema não pode encontrar o arquivo especificado.|"
             "550 The system cannot find the path specified. ",
         filezilla='550 CWD failed. "{folder}": directory not found.|550 Directory not found|550 Couldn\'t open the directory',
         serv_u="550 {folder}: No such file or directory.|550 /D:{folder}: No such file or directory."),
    *_of("folder", "ftp.folder.denied",
         proftpd="550 {folder}: Permission denied", pure_ftpd="550 Can't change directory to {folder}: Permission denied",
         iis="550 Access is denied. |550 Acesso negado.|550-Access is denied. \n Win32 error:   Access is denied. \n Error details: "
             "File system denied the access.\n550 End|550 Acesso não permitido.",
         filezilla='550 CWD failed. "{folder}": Permission denied.|550 Permission denied', serv_u="550 {folder}: Permission denied."),
    *_of("folder", "ftp.folder.not_a_folder",
         proftpd="550 {folder}: Not a directory", pure_ftpd="550 Can't change directory to {folder}: Not a directory",
         iis="550 The directory name is invalid. |550 O nome do diretório é inválido.", serv_u="550 {folder}: Not a directory."),
    *_of("store", "ftp.upload.denied",
         vsftpd="553 Could not create file.", proftpd="550 {file}: Permission denied",
         pure_ftpd="553 Can't open that file: Permission denied", iis="550 Access is denied. |550 Acesso negado.",
         filezilla="550 Permission denied|550 can't access file.", serv_u="550 Permission denied.|553 Requested action not taken."),
    *_of("store", "ftp.upload.quota",
         proftpd="552 STOR denied: quota exceeded: used 10.00 of 10.00 upload Mb", serv_u="552 Requested file action aborted: quota "
         "exceeded.|552 Maximum disk quota limited to 1000 KBytes", iis="552 Requested file action aborted. Quota exceeded.",
         pure_ftpd="552 Quota exceeded: [{file}] won't be saved", filezilla="552 Cota excedida"),
    *_of("stored", "ftp.upload.quota",
         proftpd="552 Transfer aborted. Disc quota exceeded", pure_ftpd="552 Quota exceeded: [{file}] won't be saved",
         iis="550 Not enough quota is available to process this command. ", serv_u="552 Quota exceeded."),
    *_of("stored", "ftp.upload.disk_full",
         vsftpd="451 Failure writing to local file.|426 Failure writing to local file.", proftpd="451 Transfer aborted. No space "
         "left on device|426 Transfer aborted. No space left on device|552 Transfer aborted. No space left on device",
         pure_ftpd="451 Error during write to file: No space left on device|451-Error during write to file\n451 No space left on device",
         iis="550 There is not enough space on the disk. |550 Espaço insuficiente no disco. |451-There is not enough space on "
             "the disk. \n451 End", filezilla="451 Disk full|550 can't write file: disk full", serv_u="452 Insufficient disk space."),
    *_of("store", "ftp.upload.disk_full",
         pure_ftpd="552 Disk full - please upload later", serv_u="452 Requested action not taken: insufficient storage space "
         "in system", iis="550 There is not enough space on the disk. "),
    *_of("store", "ftp.upload.forbidden_name",
         proftpd="550 {file}: Forbidden filename|553 {file}: Forbidden filename", pure_ftpd="553 Prohibited file name: {file}",
         filezilla="550 Filename invalid", iis="550-Filename denied by request filtering. \n550 End", serv_u="553 File name not allowed."),
    *_of("store", "ftp.upload.no_data_connection",
         vsftpd="425 Failed to establish connection.|425 Security: Bad IP connecting.", proftpd="425 Unable to build data connection: "
         "Connection refused|425 Unable to build data connection: Operation not permitted", pure_ftpd="425 Could not open data "
         "connection to port 42001: Connection refused|425 No data connection", iis="425 Cannot open data connection.",
         filezilla="425 Can't open data connection.|425 Can't open data connection for transfer of \"{file}\"",
         serv_u="425 Cannot open data connection."),
    *_of("passive", "ftp.upload.no_passive",
         vsftpd="550 Permission denied.", proftpd="502 PASV command not implemented|425 Unable to enter passive mode",
         pure_ftpd="425 You cannot use PASV with IPv6 connections|502 Command not implemented", iis="501 Server cannot accept argument.",
         filezilla="421 Can't create socket|425 Passive mode is disabled", serv_u="500 PASV not allowed"),
    *_of("read", "ftp.readback.only_size",
         vsftpd="550 Permission denied.", proftpd="550 {file}: Permission denied", pure_ftpd="550 Can't open {file}: Permission denied",
         iis="550 Access is denied. ", filezilla="550 Permission denied", serv_u="550 {file}: Permission denied."),
    *_of("again", "ftp.readback.no_overwrite",
         vsftpd="553 Could not create file.|550 Permission denied.", proftpd="550 {file}: Overwrite permission denied",
         pure_ftpd="553 Can't open that file: File exists", iis="550 Access is denied. ", filezilla="550 Permission denied",
         serv_u="553 {file}: File exists, overwrite not allowed."),
]
