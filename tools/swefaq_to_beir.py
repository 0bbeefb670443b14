"""Turn SweFAQ (SuperLim 2) into retrieval sets in BEIR's shape.

    python tools/swefaq_to_beir.py FOLDER_WITH_DEV_AND_TEST OUT

Writes OUT/dev, OUT/test and OUT/both: the corpus is all distinct answers of both splits, the queries are those of one
or of both. With
--own the corpus of each split is that split's own answers. Nothing of it is kept in this repository.
"""

import argparse
import json
from pathlib import Path


def rows(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line.strip()]


def write(folder: Path, answers: dict[str, str], questions: list[tuple[str, str, str]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps({"_id": i, "title": "", "text": a}, ensure_ascii=False) for a, i in answers.items()]
    (folder / "corpus.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    lines = [json.dumps({"_id": i, "text": q}, ensure_ascii=False) for i, q, _ in questions]
    (folder / "queries.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    lines = ["query-id\tcorpus-id\tscore", *(f"{i}\t{a}\t1" for i, _, a in questions)]
    (folder / "qrels.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--own", action="store_true", help="each split against its own answers only")
    wanted = parser.parse_args()
    splits = {name: rows(wanted.source / f"{name}.jsonl") for name in ("dev", "test")}
    both = [row for split in splits.values() for row in split]
    for name, found in {**splits, "both": both}.items():
        pool = found if wanted.own else both
        distinct = dict.fromkeys(answer for row in pool for answer in row["candidate_answers"])
        answers = {answer: f"a{number}" for number, answer in enumerate(distinct)}
        questions = [
            (f"{name}{n}", row["question"], answers[row["candidate_answers"][row["label"]]])
            for n, row in enumerate(found)
        ]
        write(wanted.out / name, answers, questions)
        print(f"{wanted.out / name}: {len(answers)} answers, {len(questions)} questions")


if __name__ == "__main__":
    main()
