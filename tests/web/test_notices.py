"""The words of notices, and addresses that no request can bend."""

import pytest
from jinja2 import TemplateNotFound

from learning.i18n import _l
from learning.web.notices import Wording, address, as_mail, write
from tests.factories.people import NOON

pytestmark = pytest.mark.usefixtures("db")  # words need an application

KIND = "identity.password_changed"
FACTS = {"changed_at": NOON.isoformat()}


def test_the_first_line_is_the_subject_and_times_are_the_reader_s(app):
    wording = write(KIND, FACTS, "en", "Asia/Shanghai")

    assert wording.subject == "Your password was changed"
    assert "8:00" in wording.body, "noon in UTC is eight in the evening there"


def test_a_notice_without_template_is_a_fault(app):
    with pytest.raises(TemplateNotFound):
        write("nowhere.nothing", {}, "en", "UTC")


@pytest.mark.parametrize("host", ["evil.example", "localhost:1", "[::1]"])
def test_an_address_stands_on_the_configured_base_whatever_host_is_claimed(app, host):
    with app.test_request_context("/", headers={"Host": host, "X-Forwarded-Host": "evil.example"}):
        assert address("identity.sign_ins", {}) == "https://collegium.example/sign-ins"


def test_a_mail_escapes_what_people_wrote_and_keeps_it_in_plain_text(app):
    wording = Wording("<b>Subject</b>", 'First "line" & more\n\nSecond <script>alert(1)</script>')

    text, html = as_mail(wording, "https://x.example/a?b=c&d", _l("Open"), None, "en", "UTC")

    assert '"line" & more' in text
    assert "https://x.example/a?b=c&d" in text
    assert "<script>" not in html
    assert html.count("<p style") == 3, "two paragraphs and the foot"
    assert "Stop mails" not in html


def test_the_way_out_stands_in_both_parts(app):
    stop = "https://collegium.example/notifications/unsubscribe/t"
    text, html = as_mail(Wording("S", "B"), "https://x.example", _l("Open"), stop, "zh", "UTC")

    assert stop in text
    assert stop in html
    assert 'lang="zh' in html


def test_a_mail_loads_nothing_from_anywhere(app):
    _, html = as_mail(Wording("S", "B"), "https://x.example", _l("Open"), None, "en", "UTC")

    for word in ("<img", "<link", "<script", "@import", "url(", "@font-face"):
        assert word not in html
