"""The fault ids of reference/diagnostics.md sections 3.1 to 3.7, and why some are not produced."""

from __future__ import annotations

IDS = ["X01", "X02", "X03", "X05", "X06", "X07", "X08", "X09", "X10", "N01", "N03", "N04", "N05", "N06", "N07", "N08", "N10", "N11", "T01", "T02", "T03", "T04", "T06", "T07", "T09", "T10", "T11", "T12", "T13", "T14", "T15", "S01", "S02", "S03", "S04", "S05", "S06", "S08", "S09", "S11", "S12", "S13", "S14", "S15", "S16", "S17", "S19", "S20", "S21", "S22", "M01", "M03", "M04", "M05", "M06", "M07", "M08", "M09", "M10", "M11", "M12", "M13", "M15", "M16", "M17", "M18", "M19", "M20", "M21", "M22", "M23", "M25", "M26", "M27", "M28", "M29", "M30", "M31", "M32", "M33", "M34", "M35", "M37", "M38", "M39", "F01", "F02", "F03", "F04", "F05", "F06", "F07", "F08", "F09", "F11", "F12", "F13", "F14", "F15", "F16", "F17", "F19", "F20", "F21", "F22", "F23", "F24", "F25", "F26", "F27", "F28", "F29", "H01", "H02", "H03", "H04", "H05", "H06", "H07", "H08", "H09", "H10", "H12", "H13", "H15", "H16", "H17", "H18", "H19", "H20", "H21", "H22", "H23", "H24", "H25"]

NO_FTPS = "the CRM has no FTPS: the test never speaks it; an FTPS-only server is named by F02 or F04"
NOT_COVERED = {
    "X06": "cannot happen: the display name is encoded (RFC 2047)",
    "S22": "a rule, not a fault: nothing here offers to ignore a certificate",
    "F03": NO_FTPS, "F05": NO_FTPS, "F06": NO_FTPS, "F07": NO_FTPS, "F13": NO_FTPS,
    "F20": "nothing is deleted: the test file stays, on purpose",
    "H06": "the server says the same as for a wrong password (H05); a recipe of H05 is made by DenyUsers",
    "H19": "nothing is renamed: the file has a name of its own",
    "H20": "nothing is renamed or removed: the file stays, on purpose",
    "H21": "no folder is made",
    "H25": "cannot happen: two tests never use one name (test_sftp_together.py: twenty at once)",
}
