"""Accounts and members through the command line."""

import json
from pathlib import Path

import pytest
from command import kompass

pytestmark = pytest.mark.slow


def test_accounts_and_members_are_made_listed_changed_and_closed(tmp_path: Path) -> None:
    kompass(tmp_path, "new", "Ekeby", "--year", "2026")
    assert "första kontot" in kompass(tmp_path, "user", "add", "bo", code=1)
    said = kompass(tmp_path, "user", "add", "ada", "--role", "administrator", "--display", "Ada Ek")
    assert "kompass member add ekeby-2026 ada --role lead" in said
    kompass(tmp_path, "user", "add", "bo")
    kompass(tmp_path, "member", "add", "ekeby-2026", "bo", "--role", "reader")
    token = kompass(tmp_path, "user", "token", "bo", "--label", "skript")
    kompass(tmp_path, "user", "role", "bo", "participant")
    kompass(tmp_path, "user", "disable", "bo")
    users = {a["user"]["name"]: a for a in json.loads(kompass(tmp_path, "user", "list", "--json"))}
    members = {
        m["user"]["name"]: m["role"] for m in json.loads(kompass(tmp_path, "member", "list", "ekeby-2026", "--json"))
    }
    refused = kompass(tmp_path, "user", "disable", "ada", code=1)
    kompass(tmp_path, "member", "remove", "ekeby-2026", "bo")
    kompass(tmp_path, "user", "enable", "bo")
    renewed = kompass(tmp_path, "user", "password", "bo")

    assert "kompass_" in token
    assert (users["bo"]["user"]["role"], users["bo"]["can_sign_in"]) == ("participant", False)
    assert users["ada"]["can_sign_in"]
    assert members == {"lokal": "lead", "bo": "reader"}
    assert "ingen annan administratör" in refused
    assert "visas bara nu" in renewed
    assert "bo" in kompass(tmp_path, "user", "list")


def test_the_service_is_not_opened_to_others_without_accounts(tmp_path: Path) -> None:
    alone = kompass(tmp_path, "serve", "--host", "0.0.0.0", "--port", "0", code=1)
    public = kompass(tmp_path, "serve", "--port", "0", code=1, KOMPASS_PUBLIC_URL="https://kompass.exempel.se")
    plain = kompass(tmp_path, "serve", code=2, KOMPASS_PUBLIC_URL="http://kompass.exempel.se")

    assert "saknar konton" in alone
    assert "saknar konton" in public
    assert "KOMPASS_PUBLIC_URL" in plain
