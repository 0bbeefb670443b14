"""Options of the whole suite, and what makes its processes good neighbours."""

import os

import pytest
from hypothesis import HealthCheck, settings

# Set before anything imports numpy or torch: several processes with several threads each, of small models, spend
# most of their time waiting for each other.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="try ten times as many attacks; takes many minutes")


def pytest_configure(config: pytest.Config) -> None:
    # How long an example takes says more of the machine than of the code.
    settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile("long", settings.get_profile("suite"), max_examples=1_000)
    settings.load_profile("long" if config.getoption("--long") else "suite")
