"""Values: every kind has a codec, checks refuse with a sentence, texts come back as they were."""

from __future__ import annotations

import pytest

from crm_console.core.checks import bare_email, bare_host, is_private
from crm_console.core.codecs import CODECS, BadValue, fold, parse
from crm_console.core.fields import Choice, Field, Kind
from crm_console.core.text import N_, Language, Nn_, from_code


def field(kind: Kind, **spec: object) -> Field:
    return Field("x", kind, N_("X"), **spec)  # type: ignore[arg-type]


def test_every_kind_has_a_codec():
    assert set(CODECS) == set(Kind)


@pytest.mark.parametrize("value", ["12ABC34501DE35", "00000000000191", "59952259000185", "33683111000107"])
def test_valid_cnpj(value):
    assert field(Kind.CNPJ).problem(value) is None


@pytest.mark.parametrize("value", ["12ABC34501DE36", "1", "33683111000106", "ÇÇABC34501DE35", "12ABC34501DEXX"])
def test_invalid_cnpj(value):
    assert field(Kind.CNPJ).problem(value) is not None


def test_cnpj_in_any_spelling_and_as_a_number():
    assert parse(field(Kind.CNPJ), "12.abc.345/01de-35") == "12ABC34501DE35"
    assert parse(field(Kind.CNPJ), 348003000110.0) == "00348003000110"


@pytest.mark.parametrize(("value", "words"), [
    ("smtp://mail.x", "smtp://"), ("mail.x:587", "587"), ("a b.example", "espaço"), ("10.0.0", "IP completo"),
    ("mail..example", "ponto"), ("a" * 64 + ".example", "63"), ("mail.example/in", "pasta"), ("-a.example", "-a"),
])
def test_bad_hosts_say_what_is_wrong(value, words):
    assert words in str(field(Kind.HOST).problem(value))


@pytest.mark.parametrize("value", ["mail.example", "10.0.0.1", "::1", "servidor", "coração.example", "mail.example."])
def test_good_hosts(value):
    assert field(Kind.HOST).problem(value) is None


def test_what_was_meant():
    assert bare_host("smtp://mail.example:587/") == ("mail.example", 587)
    assert bare_email("CRM <crm@x.example>") == ("crm@x.example", "CRM")


@pytest.mark.parametrize("value", ["CRM <crm@x.example>", "a@x.example; b@x.example", "crm", "crm@", "@x.example"])
def test_bad_senders(value):
    assert field(Kind.EMAIL).problem(value) is not None


@pytest.mark.parametrize(("value", "good"), [(0, False), (1, True), (65535, True), (70000, False), (True, False)])
def test_ports(value, good):
    assert (field(Kind.NUMBER, low=1, high=65535).problem(value) is None) == good


def test_a_number_that_no_database_keeps_is_out_of_bounds():
    without_bound = Field("n", Kind.NUMBER, N_("N"), low=1)
    assert parse(without_bound, "9" * 30) == int("9" * 30)
    assert "fora do permitido" in str(without_bound.problem(int("9" * 30)))
    assert without_bound.problem(-5) is not None
    assert without_bound.problem(2_147_483_647) is None


@pytest.mark.parametrize("text", ["1.5", "abc", "12a", "9" * 2000])
def test_numbers_that_are_none(text):
    with pytest.raises(BadValue):
        parse(field(Kind.NUMBER), text)


def test_long_texts_and_invisible_characters_are_refused():
    assert "10000" in str(field(Kind.TEXT).problem("x" * 10_000))
    assert field(Kind.TEXT).problem("a\x00b") is not None


@pytest.mark.parametrize("word", ["Sim", "S", "X", "1", "true", "sim "])
def test_yes(word):
    assert parse(field(Kind.FLAG), word) is True


def test_choices_by_value_label_or_other_word():
    kinds = field(Kind.CHOICE, choices=(Choice("tls", N_("TLS"), ("STARTTLS",)),))
    assert {parse(kinds, word) for word in ("tls", "TLS", " starttls ")} == {"tls"}
    with pytest.raises(BadValue, match="TLS"):
        parse(kinds, "SSL3")


def test_a_secret_keeps_its_spaces():
    assert parse(field(Kind.SECRET), "  a  b ") == "  a  b "


def test_names_that_differ_only_in_case_dashes_and_spaces():
    assert fold("CRM – Diretor") == fold("crm - diretor") == fold("CRM-DIRETOR")
    assert fold("CRM  Diretor") == fold("crm diretor")


@pytest.mark.parametrize(("host", "private"), [("10.1.2.3", True), ("127.0.0.1", True), ("8.8.8.8", False),
                                               ("mail.example", False), ("localhost", True), ("fe80::1", True)])
def test_private_addresses(host, private):
    assert is_private(host) == private


def test_languages(tmp_path):
    portuguese = Language("pt_BR", tmp_path)
    assert portuguese.say(Nn_("{count} erro", "{count} erros", 1)) == "1 erro"
    assert portuguese.say(Nn_("{count} erro", "{count} erros", 2)) == "2 erros"
    assert portuguese.say(N_("{a} e {b}", a=N_("Sim"), b=3)) == "Sim e 3"
    assert portuguese.number(1234.5, 2) == "1.234,50"
    assert portuguese.seconds(0.012) == "12 ms"
    assert portuguese.seconds(1.314) == "1,31 s"
    assert [from_code(c) for c in ("pt", "pt-BR", "en_US.UTF-8", "es", "fr")] == ["pt_BR", "pt_BR", "en", "es", "pt_BR"]
