"""Admins add users one by one or from a file, bind them to queues, and invite them by link or mail."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from ivr.accounts import BY_QUEUE, ROLES, User
from ivr.adapters.smtp import SmtpMailer
from ivr.adapters.sql.users import SqlUsers
from ivr.console.users.user_fields import table_of, users_in
from ivr.reporting.csv_table import csv_table
from ivr.reporting.mail import Letter, MailFailed
from ivr.settings import Settings
from routing.document import read
from tests.console.conftest import Browser
from tests.console.drafting import DOCUMENT
from tests.mail_server import MailServer, mail_server

ROUTING = read(DOCUMENT)
LINK = re.compile(r"https?://\S+/console/link/[\w-]+")


@pytest.fixture(scope="module")
def post() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def settings(settings: Settings, post: MailServer) -> Settings:
    post.letters.clear()
    sender = {"smtp_url": SecretStr(post.address), "mail_sender": "Wismo <wismo@shop.example>"}
    return settings.model_copy(update=sender)


def test_a_supervisor_is_bound_to_queues_and_set_free(ada: Browser, users: SqlUsers):
    ada.opens("/users").sends("/users", name="sue", role="supervisor", queues=["care-en"]).shows("sue")
    assert users.find("sue").queues == ("care-en",)
    ada.opens("/users/of/sue").shows("no password yet").sends("/users/sue", act="save", role="supervisor", queues=[])
    assert users.find("sue").queues == ()


def test_a_queue_that_is_not_there_is_refused_and_what_was_typed_stays(ada: Browser, users: SqlUsers):
    refused = ada.opens("/users").sends("/users", name="sue", role="agent", queues=["nowhere"])
    refused.shows("There is no queue nowhere.", "nowhere (is not there)", 'value="sue"')
    assert (refused.status, [user.name for user in users.all()]) == (422, ["ada"])


def test_a_vendors_people_are_bound_to_queues_of_their_vendor_only(ada: Browser):
    typed = {"role": "vendor", "vendor": "acme", "queues": ["care-en"]}
    ada.opens("/users").sends("/users", name="vera", **typed).shows("is not a queue of this vendor")


def test_an_invitation_is_mailed_and_sets_a_password(ada: Browser, browser, post: MailServer):
    ada.opens("/users").sends("/users", name="sue@shop.example", role="supervisor").shows("The link was mailed.")
    [letter] = post.letters
    assert letter["To"] == "sue@shop.example"
    link = LINK.search(letter.get_content())
    assert link
    path = link[0].partition("/console")[2]
    phrase = "a long enough phrase"
    browser().opens(path).sends(path, password=phrase, again=phrase).shows("Board")
    assert link[0] not in ada.page


def test_a_letter_that_is_refused_leaves_a_link_to_be_copied(ada: Browser, post: MailServer):
    post.refused.add("nobody@shop.example")
    ada.opens("/users").sends("/users", name="nobody@shop.example", role="auditor")
    assert LINK.search(ada.shows("Not mailed: the mail server takes no mail for this address").page)


def test_a_password_is_never_sent_without_encryption(post: MailServer):
    mailer = SmtpMailer(f"smtp://wismo:secret@127.0.0.1:{post.port}", "wismo@shop.example")
    with pytest.raises(MailFailed, match="offers no TLS"):
        mailer.send(Letter(["ada@shop.example"], "Hello", "text"))


def test_a_server_that_is_not_there_is_told_without_its_address():
    with pytest.raises(MailFailed, match=r"cannot be used \(ConnectionRefusedError\)"):
        SmtpMailer("smtp://127.0.0.1:1", "wismo@shop.example").send(Letter(["ada@shop.example"], "Hello", "text"))


def test_a_file_adds_everybody_with_a_link_each(ada: Browser, users: SqlUsers):
    lines = "name;role;queues\nann;agent;care-en acme-en\nben;auditor;\n"
    page = ada.opens("/users").sends("/users/file", lines=lines).page
    assert len(set(LINK.findall(page))) == 2
    assert [(user.name, user.role, user.queues) for user in users.all()[1:]] == [
        ("ann", "agent", ("care-en", "acme-en")), ("ben", "auditor", ())]  # fmt: skip


def test_a_file_with_one_wrong_line_adds_nobody_and_names_each_line(ada: Browser, users: SqlUsers):
    lines = "name,role,queues\nann,agent,care-en\nben,boss,\nada,auditor,\nann,agent,\ncia,agent,nowhere\n"
    refused = ada.opens("/users").sends("/users/file", lines=lines)
    refused.shows("Nobody was added", "Line 3: A role is", "Line 4: There is somebody called ada already.")
    refused.shows("Line 5: ann stands in line 2 already.", "Line 6: There is no queue nowhere.")
    assert (refused.status, [user.name for user in users.all()]) == (422, ["ada"])


@pytest.mark.parametrize("lines", ["", "name,role\n", "name,rolle\nann,agent\n", "\0", '"'])
def test_a_file_without_users_is_refused_in_words(ada: Browser, lines: str):
    assert ada.opens("/users").sends("/users/file", lines=lines).status in (400, 422)


people = st.builds(
    User,
    st.from_regex(r"\A[a-z][a-z0-9.@+-]{0,20}\Z"),
    st.sampled_from([role for role in ROLES if role != "vendor"]),
    sees_numbers=st.booleans(),
    queues=st.lists(st.sampled_from(sorted(ROUTING.queues)), unique=True).map(tuple),
)


@given(st.lists(people, unique_by=lambda user: user.name, max_size=5))
def test_what_is_downloaded_can_be_imported(given_users: list[User]):
    found, errors = users_in(csv_table(table_of(given_users)), ROUTING, ())
    told = [
        User(u.name, u.role, "", u.sees_numbers, queues=u.queues if u.role in BY_QUEUE else ()) for u in given_users
    ]
    assert (list(found), list(errors)) == (told, [])
