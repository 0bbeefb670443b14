"""A real causal model with random weights, loaded from disk and served over HTTP: none of its noise passes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from model_server import Asked, Does, playing
from small import small

from assistant.workflow import chatting, drafting, modelling
from assistant.workflow.chatting import Reply, Statement

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def noise(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Asked], Does]:
    import torch
    from transformers import AutoModelForCausalLM, GPT2Config, GPT2LMHeadModel

    folder = tmp_path_factory.mktemp("model")
    torch.manual_seed(7)
    shape = GPT2Config(vocab_size=256, n_positions=512, n_embd=32, n_layer=2, n_head=2, bos_token_id=0, eos_token_id=0)
    GPT2LMHeadModel(shape).save_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder, local_files_only=True).eval()

    def role(asked: Asked) -> Does:
        given = torch.tensor([list(asked.user.encode()[-200:])])
        torch.manual_seed(len(asked.user))
        made = model.generate(
            given, attention_mask=torch.ones_like(given), do_sample=True, max_new_tokens=200, pad_token_id=0
        )
        return Does(bytes(made[0, given.shape[1] :].tolist()).decode("utf-8", errors="replace"))

    return role


def test_noise_gives_no_draft_no_certain_sentence_and_no_crash(noise: Callable[[Asked], Does], tmp_path: Path) -> None:
    with playing(noise) as server, small(tmp_path, server.url) as (parts, mine):
        drafting.draft(parts, mine, under="1.1")
        with parts.store.reading() as tx:
            drafts = tx.drafts.current(mine)
        events = list(chatting.chat(parts, mine, "Gäller riktlinjen för medborgardialog alla nämnder?"))
        calls = modelling.calls(parts, mine)

    end = events[-1]
    assert not [d for d in drafts.values() if d.drafter.startswith("model-")]
    assert not [e for e in events if isinstance(e, Statement) and e.certain]
    assert isinstance(end, Reply)
    assert end.outcome == "no_evidence"
    assert len(calls) == 5
