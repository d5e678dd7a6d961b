"""The second platform's own names for what the vendor does not publish, and the override file that tells of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Batch:
    """How one type of records is kept there. `entity`: by the rules of entities, else by three primitives."""

    service: str
    noun: str
    fields: dict[str, str]
    entity: bool = True
    at_first: tuple[dict[str, Any], ...] = ()


_PLACE = {"code": "sigla", "name": "razao", "trade_name": "apelido", "cnpj": "documento", "state_registration": "ie",
          "street": "endereco.rua", "street_number": "endereco.nro", "district": "endereco.bairro",
          "city": "endereco.cidade", "state": "endereco.uf", "postcode": "endereco.cep", "phone": "fone",
          "contact_email": "correio"}
BATCHES = {
    "company": Batch("casas", "empresa", _PLACE),
    "branch": Batch("casas", "filial", {**_PLACE, "company": "daEmpresa", "head_office": "matriz"}),
    "smtp": Batch("correio", "Saida", {
        "company": "daEmpresa", "branch": "daFilial", "number": "ordem", "host": "conexao.servidor",
        "port": "conexao.porta", "delay": "espera", "sender": "remetente", "display_name": "rotulo",
        "authenticates": "pedeSenha", "user": "conta", "password": "segredo", "secure": "protegida",
        "security_kind": "protecao", "principal": "primeira"}, entity=False),
    "ftp": Batch("correio", "Arquivos", {
        "company": "daEmpresa", "branch": "daFilial", "host": "servidor", "port": "porta", "folder": "caminho",
        "user": "conta", "password": "segredo", "kind": "modo", "method": "sentido"}, entity=False),
    "department": Batch("pessoas", "setor", {"name": "titulo", "active": "vale"}),
    "function": Batch("pessoas", "cargo", {"name": "titulo", "active": "vale"}),
    "profile": Batch("pessoas", "Perfil", {"role": "papel", "options": "marcas"}, entity=False),
    "crm_user": Batch("pessoas", "Colaborador", {
        "login": "conta", "department": "setor", "function": "cargo", "manager": "chefe", "branches": "filiais",
        "default_branch": "filialDeCasa", "all_charts": "todosGraficos"}, entity=False),
    "stage": Batch("funil", "fase", {
        "number": "ordem", "name": "titulo", "probability": "chance", "account_type": "tipoDeConta",
        "charts": "noGrafico"}, at_first=({"id": "1", "ordem": 1, "titulo": "Primeira", "chance": 5},)),
    "setting": Batch("ajustes", "opcao", {"key": "chave", "value": "conteudo"}, entity=False),
    "account_type": Batch("basic_records", "accountType", {"name": "name", "active": "active"}),
}
_OTHERS = (
    ("crm.tenant.create", "crm", "estrutura", "actions", "abrirCliente", True, True, {
        "tenant": "inquilino", "name": "titulo", "package": "plano", "integration": "ligacao", "owner": "quemFaz"}, ""),
    ("crm.tenant.read", "crm", "estrutura", "queries", "verCliente", True, False, {
        "tenant": "inquilino", "package": "plano"}, ""),
    ("crm.tenant.steps", "crm", "estrutura", "queries", "andamento", True, False, {
        "tenant": "inquilino", "name": "fase", "state": "quadro"}, "fases"),
    ("crm.sync", "crm", "acesso", "signals", "espelhar", False, True, {}, ""),
    ("erpx.modules", "erp", "prateleira", "queries", "modulos", False, False, {
        "code": "sigla", "mode": "modo"}, "modulos"),
    ("erpx.module.activate", "erp", "prateleira", "actions", "ligar", False, True, {
        "module": "sigla", "mode": "modo"}, ""),
    ("notification.list", "platform", "sino", "queries", "meusAvisos", False, False, {
        "id": "codigo", "subject": "titulo", "content": "texto"}, "avisos"),
    ("property.write", "platform", "ajustes", "actions", "gravar", False, True, {
        "domain": "onde", "service": "quem", "key": "chave", "type": "tipo", "value": "conteudo"}, ""),
    ("mega.load", "mega", "carga", "actions", "iniciar", False, True, {}, "carga.numero"),
    ("mega.load.progress", "mega", "carga", "queries", "situacao", False, False, {
        "id": "numero", "state": "quadro", "done": "feitos", "total": "previstos"}, ""),
    ("role.grant", "platform", "authorization", "actions", "concederDireitos", False, True, {
        "name": "papel", "permissions": "direitos"}, ""),
    ("role.permissions", "platform", "authorization", "queries", "direitosDoPapel", False, False, {
        "name": "papel"}, "direitos"),
)


def catalogue_text() -> str:
    """The override file."""
    rows = [_row(call_id, {
        "domain": domain, "service": service, "primitive": primitive, "name": name, "master": master, "writes": writes,
        **({"rung": 3} if writes else {}), "fields": fields, "answer": answer})
        for call_id, domain, service, primitive, name, master, writes, fields, answer in _OTHERS]
    for name, batch in BATCHES.items():
        rows += [_batch_row(name, batch, what) for what in ("list", "create", "update")]
    return "\n".join(rows)


def _batch_row(name: str, batch: Batch, what: str) -> str:
    row: dict[str, Any] = {"domain": "crm", "service": batch.service, "fields": batch.fields}
    if batch.entity:
        row |= {"primitive": "entities", "name": batch.noun,
                "op": {"list": "list", "create": "create", "update": "replace"}[what]}
        row |= {"answer": "contents", "paging": "entities"} if what == "list" else {"answer": "id"}
    else:
        verb = {"list": "listar", "create": "incluir", "update": "alterar"}[what]
        row |= {"primitive": "queries" if what == "list" else "actions", "name": f"{verb}{batch.noun}"}
        row |= {"answer": "linhas", "paging": "offset"} if what == "list" else {"answer": "novo"}
    if what != "list":
        row |= {"writes": True, "rung": 3 if what == "create" else 2}
    return _row(f"{name}.{what}", row)


def _row(call_id: str, values: dict[str, Any]) -> str:
    lines = ["[[call]]", f'id = "{call_id}"', 'source = "a outra plataforma dos testes"']
    return "\n".join([*lines, *(f"{name} = {_toml(value)}" for name, value in values.items()), ""])


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{ " + ", ".join(f'{name} = "{theirs}"' for name, theirs in value.items()) + " }" if value else "{}"
    return str(value) if isinstance(value, int) else f'"{value}"'
