"""What a reply says for certain, and what is left of it when a source goes."""

from dataclasses import replace

from assistant.domain.conversation import Cited, ModelPart, Narrowed, Reply, Said

CITED = Cited("s1", 1, "s1.1.0", 0, 20)
WRITTEN = Said((CITED,), "Planen gäller.")
GUESSED = Said((), "Allt är bra.", ("Meningen hänvisar inte till underlaget.",))
QUOTED = Said((Cited("s3", 1, "s3.1.0", 0, 20),))
BY = ModelPart(model="openai:prov", shown=("s1", "s2"), searched="Gäller planen?")
REPLY = Reply((WRITTEN, GUESSED, QUOTED), Narrowed(), "", 9, 3, by=BY)


def test_a_reply_answers_when_one_sentence_is_certain() -> None:
    assert REPLY.answered
    assert not replace(REPLY, said=(GUESSED,)).answered
    assert not replace(REPLY, said=()).answered


def test_a_models_words_go_with_any_source_it_read() -> None:
    assert REPLY.without({"s3"}) is REPLY
    left = REPLY.without({"s2", "s9"})
    assert left.said == (QUOTED,)
    assert (left.by.searched, left.by.model) == ("", "openai:prov")
