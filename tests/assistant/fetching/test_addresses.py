"""Which addresses are public."""

import pytest

from assistant.fetching.addresses import is_public

PRIVATE = """0.0.0.0 10.1.2.3 100.64.0.1 100.127.255.254 127.0.0.1 127.1.2.3 169.254.169.254 172.16.0.1 172.31.255.1
192.0.0.8 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.1.1.1 240.0.0.1
255.255.255.255 :: ::1 ::ffff:8.8.8.8 ::ffff:127.0.0.1 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b::808:808 64:ff9b:1::1 100::1
2001::1
2001:db8::1 2002:7f00:1::1 2002:808:808::1 3fff::1 fc00::1 fd12:3456::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1
2606:4700::1111%1 5f00::1 localhost 2130706433 0x7f000001 127.1 8.8.8.8/32""".split()


@pytest.mark.parametrize("address", [*PRIVATE, ""])
def test_what_is_not_of_the_public_internet_is_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "193.180.18.10", "100.63.255.255", "172.32.0.1", "2606:4700::1111", "2a00:1450::1"]
)
def test_what_is_of_the_public_internet_is_taken(address: str) -> None:
    assert is_public(address)
