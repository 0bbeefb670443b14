"""The product over an empty folder, as ``kompass eval`` opens it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.bootstrap import services
from assistant.settings import Settings
from assistant.workflow.parts import Parts


@pytest.fixture
def parts(data_dir: Path) -> Iterator[Parts]:
    with services(Settings(data_dir=data_dir)) as opened:
        yield opened
