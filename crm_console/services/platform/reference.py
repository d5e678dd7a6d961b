"""Writes docs/catalog.md: the form of a catalogue file and all shipped rows. A test holds that the page is current."""

from __future__ import annotations

from crm_console.services.platform.catalogue import Call, shipped

HEAD = """# O catálogo de chamadas da plataforma

Gerado de `resources/platform/catalog.toml` por `python -m crm_console.services.platform.reference`; não edite.

Cada chamada que o console faz à plataforma é uma linha deste catálogo. O que a Senior não publica está na lista sem
endereço: nesse caso a etapa é feita à mão, com o roteiro na tela. Quem conhece o endereço no seu tenant pode dizê-lo
num arquivo próprio, sem esperar por uma versão nova.

## Onde fica o arquivo

- ao lado da pasta de trabalho, com o mesmo nome: `cliente.crmc` e `cliente.catalog.toml`; vale enquanto estiver lá;
- ou na entrada: `crm-console connect cliente.crmc --catalog arquivo.toml`; o texto fica guardado com a entrada, e o
  arquivo pode ser apagado.

Se os dois existirem, a linha dada na entrada vence. Um arquivo com erro é recusado por inteiro, com a frase que diz
onde; nada muda. Não ponha senha, chave nem token neste arquivo: ele não é secreto.

## A forma

TOML, em UTF-8. Uma linha muda só os campos que dá; os outros ficam como vieram com o programa.

```toml
tenant = "serraazulexample"   # opcional: só vale para este tenant

[[call]]
id = "crm.sync"
domain = "crm"
service = "nome_do_servico"
primitive = "actions"
name = "nomeDaChamada"
source = "visto no navegador em 12/05, por Marina"
```

| campo | o que é |
|---|---|
| `id` | obrigatório; o nome da chamada na lista abaixo |
| `what` | o que a chamada faz, em poucas palavras |
| `domain`, `service`, `name` | as partes do endereço |
| `primitive` | `actions`, `queries`, `signals` ou `entities` |
| `op` | só com `entities`: `list`, `read`, `create`, `replace` ou `delete` |
| `anonymous` | `true`: vai pelo endereço anônimo |
| `master` | `true`: precisa da entrada no tenant master |
| `writes` | `true`: muda algo na plataforma; só o que não muda é repetido sozinho |
| `type` | o tipo de registro a que serve |
| `fields` | nosso nome de campo = nome na plataforma; pontos levam para dentro (`host = "conexao.servidor"`) |
| `constant` | o que vai sempre igual no corpo |
| `answer` | a parte da resposta que interessa, com pontos: a lista, ou o id do que foi criado; vazio = toda |
| `paging` | `page` (pageNumber), `offset` (offset e limit), `entities` (offset é o número da página) ou vazio |
| `version` | o cabeçalho `seniorx.version`; 0 = nenhum |
| `rung` | só para quem muda: quão segura é uma repetição, de 1 (segura) a 5 (nada a garante) |
| `status` | `confirmed`, `third-party` ou `unverified`; num arquivo próprio pode faltar |
| `source` | obrigatório: de onde se sabe |
| `note` | o que mais convém saber |

O que um arquivo próprio dá vale como provado naquele tenant, e o console passa a fazer a etapa sozinho.

## As chamadas

“confirmed”: publicada pela Senior. “third-party”: vista em programas de terceiros; só é usada se um arquivo a der.
“unverified”: não publicada.

| id | o que faz | endereço | estado | fonte | observação |
|---|---|---|---|---|---|
"""


def catalog_reference() -> str:
    """The whole page."""
    return HEAD + "".join(map(_row, shipped()))


def _row(call: Call) -> str:
    address = f"`{call.address}`{f' ({call.op})' if call.op else ''}" if call.published else "—"
    return f"| `{call.id}` | {call.what} | {address} | {call.status} | {call.source} | {call.note} |\n"


if __name__ == "__main__":
    import sys

    sys.stdout.write(catalog_reference())
