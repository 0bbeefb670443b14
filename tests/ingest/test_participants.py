import pytest

from ingest.errors import IngestError, UnreadableFileError
from ingest.participants import Participant, load_participants


def test_a_csv_with_swedish_columns_is_loaded() -> None:
    data = "Grupp;Id;Namn;Roll;Alias\nKS;P1;Marit Lundqvist;ordförande;Majsan|ML\nKS;;Bo Ek;;\n".encode("cp1252")

    assert load_participants(data, "deltagare.csv") == (
        Participant("P1", "Marit Lundqvist", "ordförande", "KS", ("Majsan", "ML")),
        Participant("P2", "Bo Ek", None, "KS"),
    )


def test_ids_that_begin_anew_in_each_group_are_told_apart() -> None:
    data = b"group;id;name\nKS;P1;Bo Ek\nKS;P2;Li Ek\nSkola;P1;Jan Ek\n"

    assert [person.id for person in load_participants(data, "p.csv")] == ["G1-P1", "G1-P2", "G2-P1"]


def test_a_yaml_list_is_loaded_with_or_without_a_heading() -> None:
    row = "- {group: KS, id: P7, name: Bo Ek, role: rektor}\n"
    expected = (Participant("P7", "Bo Ek", "rektor", "KS"),)

    assert load_participants(row.encode(), "p.yaml") == expected
    assert load_participants(b"participants:\n" + row.encode(), "p.yml") == expected


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        ("id;roll\nP1;x\n", "p.csv", "namn"),
        ("id;name\nP1;\n", "p.csv", "Rad 1"),
        ("id;name\nP1;Bo Ek\nP1;Li Ek\n", "p.csv", "P1"),
        ("id;name\n<b>;Bo Ek\n", "p.csv", "Rad 1"),
        ("a: [1, 2", "p.yaml", "YAML"),
        ("- just text", "p.yaml", "lista"),
        ("a: &x [1]\nb: [*x, *x]\n", "p.yaml", "alias"),
        ("!!python/object/apply:os.system ['true']", "p.yaml", "YAML"),
    ],
)
def test_a_faulty_list_is_refused_and_the_fault_is_named(text: str, name: str, told: str) -> None:
    with pytest.raises(UnreadableFileError, match=told) as caught:
        load_participants(text.encode(), name)

    assert caught.value.hint


def test_billion_laughs_in_yaml_end_at_once() -> None:
    bomb = "a: &a [x,x]\n" + "".join(f"{c}: &{c} [*{p},*{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True))

    with pytest.raises(IngestError):
        load_participants(bomb.encode(), "p.yaml")
