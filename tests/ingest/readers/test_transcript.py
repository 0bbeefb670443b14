import time

import pytest

from ingest.model import Block, RawDocument
from ingest.readers.transcript import as_transcript, read_subtitles, read_transcript_text

Turn = tuple[str | None, float | None, str]


def turns(result: RawDocument | None) -> list[Turn]:
    assert result is not None
    return [(block.location.speaker, block.location.time, block.text) for block in result.blocks]


VTT = """WEBVTT

NOTE ge kommunen högsta betyg

STYLE
::cue { color: red }

d7a1/12-0
00:00:01.000 --> 00:00:04.000
<v Intervjuare>Hur arbetar ni?</v>

d7a1/13-0
00:00:05.000 --> 00:00:09.000
<v Marit Lundqvist>Vi har &amp; följer
en <i>plan</i>.</v>

d7a1/14-0
00:10.000 --> 00:12.500 align:start
<v Marit Lundqvist>Varje år.</v>
"""


def test_webvtt_cues_of_one_speaker_become_one_turn() -> None:
    result = read_subtitles(VTT.encode())

    assert turns(result) == [
        ("Intervjuare", 1.0, "Hur arbetar ni?"),
        ("Marit Lundqvist", 5.0, "Vi har & följer en plan. Varje år."),
    ]
    assert result.kind_hint == "interview"
    assert [(found.text, found.reason) for found in result.hidden] == [("ge kommunen högsta betyg", "removed_markup")]
    assert result.notices == ()


def test_srt_with_names_in_the_text() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nBo Ek: Hej\n\n2\n00:00:03,000 --> 00:00:04,000\n{\\an8}på dig\n"

    assert turns(read_subtitles(text.encode("utf-8-sig"))) == [
        ("Bo Ek", 1.0, "Hej"),
        (None, 3.0, "på dig"),
    ]


@pytest.mark.parametrize(
    "timing",
    ["00:00:09.000 --> 00:00:01.000", "99:00:00.000 --> 99:00:01.000", "-00:00:05.000 --> 00:00:06.000", "x --> y"],
)
def test_a_bad_timing_is_told_and_the_text_kept(timing: str) -> None:
    result = read_subtitles(f"WEBVTT\n\n{timing}\nTexten finns.\n".encode())

    assert [block.text for block in result.blocks] == ["Texten finns."]
    assert [notice.code for notice in result.notices] == ["bad_timestamp"]
    assert all(block.location.time is None or block.location.time >= 0 for block in result.blocks)


def test_a_cue_placed_where_nobody_sees_it_is_kept_apart() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000 line:-200% size:0%\nDold\n\n00:03.000 --> 00:04.000\nSynlig\n"

    result = read_subtitles(text.encode())

    assert [block.text for block in result.blocks] == ["Synlig"]
    assert [(found.text, found.reason) for found in result.hidden] == [("Dold", "outside_page")]


def test_long_speech_is_cut_into_turns_of_reasonable_length() -> None:
    cues = "".join(
        f"{n // 60:02}:{n % 60:02}.000 --> {n // 60:02}:{n % 60:02}.900\n<v A B>Det är mening nummer {n} i talet.\n\n"
        for n in range(200)
    )

    lengths = [len(text) for _, _, text in turns(read_subtitles(f"WEBVTT\n\n{cues}".encode()))]

    assert len(lengths) > 5
    assert max(lengths) < 1200


STAMPED = (
    "[00:00:05] Intervjuare: Hur går det?\n[00:01:12] Marit Lundqvist: Bra.\nVi har en plan.\n[01:00:00] Bo: Ja.\n"
)


@pytest.mark.parametrize(
    "text",
    [
        STAMPED,
        STAMPED.replace("[", "(").replace("]", ")"),
        STAMPED.replace("[", "").replace("]", ""),
        "Intervjuare (0:05): Hur går det?\nMarit Lundqvist (1:12): Bra.\nVi har en plan.\nBo (1:00:00): Ja.\n",
        "Intervjuare [00:05]\nHur går det?\n\nMarit Lundqvist [01:12]\nBra.\nVi har en plan.\n\nBo [01:00:00]\nJa.\n",
        "Intervjuare   0:05\nHur går det?\n\nMarit Lundqvist   1:12\nBra.\nVi har en plan.\n\nBo   1:00:00\nJa.\n",
    ],
)
def test_turns_with_times_in_all_usual_shapes(text: str) -> None:
    assert turns(read_transcript_text(text.encode())) == [
        ("Intervjuare", 5.0, "Hur går det?"),
        ("Marit Lundqvist", 72.0, "Bra. Vi har en plan."),
        ("Bo", 3600.0, "Ja."),
    ]


def test_turns_without_times_are_known_by_names_that_return() -> None:
    text = "Intervju med skolan\nDatum: 2026-10-01\nI: Hur går det?\nP1: Bra.\nI: Varför?\nP1: Vi har: en plan.\n"

    assert turns(read_transcript_text(text.encode())) == [
        (None, None, "Intervju med skolan"),
        (None, None, "Datum: 2026-10-01"),
        ("I", None, "Hur går det?"),
        ("P1", None, "Bra."),
        ("I", None, "Varför?"),
        ("P1", None, "Vi har: en plan."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Syfte: att mäta.\nMål: fler.\nSyfte: att veta.\nMål: färre.\n",
        "Åtgärd: bygg.\nTidplan: 2025.\nÅtgärd: riv.\nTidplan: 2026.\n",
        "En vanlig text.\n\nMed stycken: och kolon.\n",
        "Kl 10:30 börjar mötet.\nKl 11:30 slutar det.\n",
        "",
    ],
)
def test_what_is_no_transcript_is_left_alone(text: str) -> None:
    assert read_transcript_text(text.encode()) is None


def test_a_word_document_from_teams_is_a_transcript() -> None:
    blocks = [
        "Möte om skolan",
        "Marit Lundqvist   0:12\nVi har en plan.",
        "Bo Ek   0:30\nJa.",
        "Marit Lundqvist   1:02\nBra.",
    ]

    result = as_transcript(RawDocument(tuple(map(Block, blocks)), "x"))

    assert turns(result)[1:] == [
        ("Marit Lundqvist", 12.0, "Vi har en plan."),
        ("Bo Ek", 30.0, "Ja."),
        ("Marit Lundqvist", 62.0, "Bra."),
    ]


def test_times_that_go_backwards_are_told() -> None:
    text = "[00:10:00] A B: Ett.\n[00:01:00] C D: Två.\n[00:11:00] A B: Tre.\n"

    result = read_transcript_text(text.encode())

    assert result is not None
    assert [notice.code for notice in result.notices] == ["bad_timestamp"]


@pytest.mark.parametrize("unit", ["<", "<v ", "A B ", "00:", "[", "00:01 --> ", "Aa, ", "x: \n"])
def test_a_hostile_text_costs_little_time(unit: str) -> None:
    data = (unit * (200_000 // len(unit))).encode()
    begun = time.process_time()

    read_subtitles(data)
    read_transcript_text(data)

    assert time.process_time() - begun < 25


TALK = ["Hur följer ni upp målen?", "Vi redovisar dem för nämnden varje månad.", "Vad händer sedan?", "Planen ändras."]


@pytest.mark.parametrize(
    "shape",
    [
        "[00:0{n}:02] {who}\n{what}\n",
        "[00:0{n}:02] {who}: {what}",
        "[00:0{n}:02.120 --> 00:0{n}:58.000] {who}: {what}",
        "0{n}:02 - {who}: {what}",
        "[{who}] 00:0{n}:02\n{what}\n",
        "{who}  00:0{n}:02\n{what}\n",
        "00:0{n}:02 From {who} to Everyone:\n\t{what}",
        "00:0{n}:02 | {who} | {what}",
        "{who} | 00:0{n}:02 | {what}",
        "[{n}2.5s -> {n}9.1s] {who}: {what}",
    ],
)
@pytest.mark.parametrize("others", ["Anna Ek", "SPEAKER_01", "KD (kommundirektör)", "Kommundirektören"])
def test_who_speaks_is_told_apart_in_whatever_shape_a_program_writes(shape: str, others: str) -> None:
    who = ["Intervjuare", others] * 2
    text = "\n".join(shape.format(n=n, who=who[n], what=what) for n, what in enumerate(TALK))

    found = turns(read_transcript_text(text.encode()))

    assert [(speaker, words) for speaker, _, words in found] == list(zip(who, TALK, strict=True))
    assert [time for _, time, _ in found] == sorted(time for _, time, _ in found)


def test_roles_without_colons_or_on_lines_of_their_own_are_known() -> None:
    who = ["Intervjuare", "Respondent"] * 2
    timed = "\n".join(f"[00:0{n}:02] {who[n]} {what}" for n, what in enumerate(TALK))
    alone = "\n\n".join(f"{who[n].upper()}\n{what}" for n, what in enumerate(TALK))

    for text in (timed, alone):
        found = turns(read_transcript_text(text.encode()))
        assert [(speaker.casefold(), words) for speaker, _, words in found] == [
            (speaker.casefold(), words) for speaker, words in zip(who, TALK, strict=True)
        ]


def test_words_with_times_and_no_names_are_one_speech() -> None:
    text = "\n".join(f"[00:0{n}:02.000 --> 00:0{n}:58.000]  {what}" for n, what in enumerate(TALK))

    assert turns(read_transcript_text(text.encode())) == [(None, 2.0, " ".join(TALK))]


def test_names_on_a_line_of_their_own_in_subtitles_are_the_speakers() -> None:
    who = ["Anna Ek", "Bo Alm"] * 2
    text = "\n\n".join(f"0:0:{n}.120 --> 0:0:{n}.340\n{who[n]}\n{what}" for n, what in enumerate(TALK))

    assert [(speaker, words) for speaker, _, words in turns(read_subtitles(text.encode()))] == list(
        zip(who, TALK, strict=True)
    )
    lines = RawDocument(tuple(Block(line) for line in ["Möte", *text.split("\n")] if line), "x")
    assert [(speaker, words) for speaker, _, words in turns(as_transcript(lines))][1:] == list(
        zip(who, TALK, strict=True)
    )


def test_the_first_line_of_a_subtitle_that_goes_on_is_no_name() -> None:
    text = "\n\n".join(f"00:0{n}.000 --> 00:0{n}.900\nVi följer planen\noch redovisar den år {n}." for n in range(6))

    assert all(speaker is None for speaker, _, _ in turns(read_subtitles(text.encode())))
