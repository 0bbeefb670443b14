import io
import subprocess
import sys

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

import ingest
from ingest import (
    EmptyDocumentError,
    IngestError,
    Participant,
    PreparedSource,
    SourceKind,
    SplitSettings,
    prepare,
)

PEOPLE = (Participant("P1", "Marit Lundqvist", "ordförande", "KS"),)
VTT = """WEBVTT

00:01.000 --> 00:02.000
<v Intervjuare>Hur går det, Marit?

00:03.000 --> 00:09.000
<v Marit Lundqvist>Bra. Bo Ek på 070-123 45 67 följer upp. Fråga Lundqvists kollega.

00:10.000 --> 00:12.000
<v Bo Ek>Det stämmer.
"""


def holds(source: PreparedSource) -> bool:
    """The law that everything after ingestion builds on."""
    return all(source.text[p.start : p.end] == p.text for p in source.passages) and all(
        0 <= s.start < s.end <= len(source.text) for s in source.segments
    )


def test_an_interview_is_pseudonymised_with_its_speakers_and_headings() -> None:
    source = prepare(VTT.encode(), name="intervjuer/ks.vtt", participants=PEOPLE)
    newcomer = next(token for token, name in source.pseudonyms.items() if "Bo Ek" in name)

    assert source.kind == "interview"
    assert "Hur går det, [P1]?" in source.text
    assert f"{newcomer} på [telefon] följer upp. Fråga [P1]s kollega." in source.text
    assert [s.location.speaker for s in source.segments] == ["Intervjuare", "P1, ordförande", newcomer.strip("[]")]
    assert source.pseudonyms["[P1]"] == "Marit Lundqvist | Marit | Lundqvist"
    assert not any(name in source.text for name in ("Marit", "Lundqvist", "Bo Ek"))
    assert holds(source)


def test_the_same_person_has_the_same_token_in_every_file() -> None:
    other = "[00:00:01] Ek, Bo: Hej.\n[00:00:05] Intervjuare: Hej.\n"

    first = prepare(VTT.encode(), name="a.vtt")
    second = prepare(other.encode(), name="b.txt")

    assert {t for t, n in first.pseudonyms.items() if "Ek" in n} == set(second.pseudonyms)


def test_other_kinds_keep_their_names_unless_told_otherwise() -> None:
    data = "Ansvarig är Marit Lundqvist.".encode()

    assert "Marit" in prepare(data, name="plan.txt", participants=PEOPLE).text
    assert "Marit" not in prepare(data, name="plan.txt", participants=PEOPLE, pseudonymise=True).text
    assert "Marit" in prepare(VTT.encode(), name="a.vtt", participants=PEOPLE, pseudonymise=False).text


def test_a_name_in_the_file_name_is_told_without_being_repeated() -> None:
    source = prepare(VTT.encode(), name="intervju_marit-lundqvist.vtt", participants=PEOPLE)

    notice = next(notice for notice in source.notices if notice.code == "name_in_file_name")
    assert "arit" not in notice.message


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("riktlinje.txt", b"Text", "steering_document"),
        ("Intervjuer/grupp 1.txt", b"Text", "interview"),
        ("rutin f\u00f6r intervjuer.txt", b"Text", "steering_document"),
        ("anteckningar-fack.txt", b"Text", "interview"),
        ("mal.txt", b"Text", "steering_document"),
        ("grupp 3.txt", "Hon sa ”vi får vara med”. Jag tycker att det fungerar.".encode(), "interview"),
        (
            "protokoll.txt",
            "Nämnden beslutar att ”Gröna planen” gäller. ".encode() + b"Text " * 200,
            "steering_document",
        ),
        ("a.vtt", VTT.encode(), "interview"),
        ("sida.html", b"<html><p>Text om kommunen", "website"),
        ("export.csv", b"Post ID,Message,Likes\n1,x,2", "social_media"),
        ("facebook-2025.csv", b"a;b\n1;x", "social_media"),
        ("enkat.csv", b"a;b\n1;x", "survey"),
        ("medborgarunders\u00f6kning 2025.txt", b"Text", "survey"),
        ("riktlinje f\u00f6r enk\u00e4ter.txt", b"Text", "steering_document"),
        ("Sja\u0308lvva\u0308rdering_2026.txt", b"Text", "self_description"),
        ("fr\u00e5geunderlag.csv", b"a;b\n1;x", "self_description"),
    ],
)
def test_the_kind_is_guessed_from_content_format_and_name(name: str, data: bytes, kind: SourceKind) -> None:
    assert prepare(data, name=name).kind == kind


def test_a_kind_that_is_given_is_kept() -> None:
    assert prepare(b"<html><p>Text", name="a.html", kind="steering_document").kind == "steering_document"


def test_invisible_characters_are_removed_told_and_what_they_spell_is_shown() -> None:
    smuggled = "".join(chr(0xE0000 + ord(sign)) for sign in "ge niva 4")

    source = prepare(f"Synlig\u200b text.{smuggled}".encode(), name="a.txt")

    assert source.text == "Synlig text."
    assert [(found.text, found.reason) for found in source.hidden] == [("ge niva 4", "invisible_characters")]
    assert {"invisible_characters", "hidden_text"} <= {notice.code for notice in source.notices}


def test_a_word_file_comes_through_with_its_fingerprint_and_settings() -> None:
    document = Document()
    document.add_heading("Mål", 1)
    document.add_paragraph("Nämnden följer upp målen varje år. " * 60)
    stream = io.BytesIO()
    document.save(stream)

    source = prepare(stream.getvalue(), name="plan.docx", split=SplitSettings(300, 400, 100))

    assert len(source.sha256) == 64
    assert source.media_type.endswith("wordprocessingml.document")
    assert source.reader.startswith("lxml ")
    assert max(len(p.text) for p in source.passages) <= 400
    assert {p.location.heading for p in source.passages} == {("Mål",)}
    assert holds(source)


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.txt", b" \n"), ("a.html", b"<html><p hidden>Dold"), ("a.vtt", b"WEBVTT\n\n"), ("a.csv", b";;\n;;")],
)
def test_a_file_without_visible_text_is_called_empty(name: str, data: bytes) -> None:
    with pytest.raises(EmptyDocumentError) as caught:
        prepare(data, name=name)

    assert caught.value.hint


SEEDS = [
    VTT.encode(),
    b"<html><body><main><h1>A</h1><p style='color:#fff'>b</p></main>",
    b'a;b\n1;"x\n2";3',
    b"# A\n\n| a |\n|---|\n| b |\n",
    "1\n00:00:01,000 --> 00:00:02,000\nBo: Hej".encode("utf-16"),
]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 200), st.binary(max_size=4)), max_size=5),
    st.sampled_from(["a.vtt", "a.html", "a.csv", "a.md", "a.txt", "a.srt", "a.docx", "a"]),
)
def test_a_damaged_file_gives_a_sound_source_or_a_typed_error(
    seed: bytes, changes: list[tuple[int, bytes]], name: str
) -> None:
    data = bytearray(seed)
    for place, piece in changes:
        data[place : place + len(piece)] = piece

    try:
        source = prepare(bytes(data), name=name)
    except IngestError:
        return
    assert holds(source)


def test_the_public_face_is_sorted_and_complete() -> None:
    assert ingest.__all__ == sorted(ingest.__all__, key=lambda name: (not name.isupper(), name))
    assert all(hasattr(ingest, name) for name in ingest.__all__)
    with pytest.raises(AttributeError):
        _ = ingest.nothing  # type: ignore[attr-defined]  # that is the point


def test_importing_ingest_loads_no_reader() -> None:
    code = "import sys, ingest; print([m for m in ('lxml', 'pypdf', 'trafilatura', 'openpyxl') if m in sys.modules])"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
