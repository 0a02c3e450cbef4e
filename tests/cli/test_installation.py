"""The installation that commands share."""

import getpass

from ivr.cli.installation import this_user


def test_a_user_without_a_name_is_told_by_their_number(monkeypatch):
    def unknown() -> str:
        raise OSError("No username set in the environment")

    monkeypatch.setattr(getpass, "getuser", unknown)
    assert this_user().who.startswith("uid ")
