"""Is a page without an article refused for what it shows and holds, in capitals, in bytes, behind scripts?"""

from __future__ import annotations

import pytest

from parsers import ParseError, Reason, parse_html

MENU = "<nav>" + "<a href=/muc>Sức khỏe</a> " * 20 + "</nav>"


def refused(body: str, title: str = "Bệnh viện tuyến huyện nhận máy thở") -> Reason:
    html = f"<html><head><title>{title}</title></head><body>{MENU}<h1>{title}</h1>{body}</body></html>"
    with pytest.raises(ParseError) as said:
        parse_html(html.encode(), "https://bao.example.vn/benh-vien-tuyen-huyen-nhan-may-tho.html")
    return said.value.reason


@pytest.mark.parametrize("field", ["<input type=password>", '<INPUT TYPE = "Password">', "<input type='PASSWORD'>"])
def test_a_form_for_a_password_is_a_wall(field: str) -> None:
    assert refused(f"<form>Tên đăng nhập {field}</form>") == Reason.LOGIN_WALL


def test_the_word_alone_is_no_form() -> None:
    assert refused("<p>Quên password?</p>") == Reason.NO_BODY


@pytest.mark.parametrize(
    "script", ["CryptoJS.lib.x()", "document.write(decryptText ('k'))", "body.innerHTML = AES.decrypt(a, b)"]
)
def test_a_text_that_a_script_decodes_is_encrypted(script: str) -> None:
    assert refused(f"<script>{script}</script>") == Reason.ENCRYPTED_BODY


def test_a_script_that_only_speaks_of_decrypting_decodes_nothing() -> None:
    assert refused("<script>// nothing to decrypt here</script>") == Reason.NO_BODY


@pytest.mark.parametrize("before", range(0, 160, 23))
def test_signs_without_a_blank_are_a_cipher_wherever_they_begin(before: int) -> None:
    assert refused(f"<nav>{'x ' * before}{'QmVu+9/' * 23}</nav>") == Reason.ENCRYPTED_BODY
    assert refused(f"<nav>{'x ' * before}{'QmVu+9/' * 22}</nav>") == Reason.NO_BODY


def test_a_long_address_is_no_cipher() -> None:
    assert refused(f"<p>https://bao.example.vn/{'suc-khoe-' * 9}</p>") == Reason.NO_BODY


def test_headlines_that_lead_elsewhere_are_counted_on_the_page_as_it_came() -> None:
    links = "".join(f"<li><a href=/{n}>Bệnh viện số {n} nhận máy thở từ nước bạn</a></li>" for n in range(9))
    assert refused(f"<nav><ul>{links}</ul></nav>") == Reason.LISTING


def test_a_paragraph_of_many_pictures_has_one_caption() -> None:
    pictures = "<p>" + "<img src=a.jpg> " * 30 + "<em>Lễ bàn giao máy thở. Ảnh: BVCC</em></p>"
    text = "<p>" + "Bệnh viện tuyến huyện nhận mười máy thở từ tỉnh bạn trong sáng nay. " * 5 + "</p>"
    article = parse_html(f"<html><body><h1>Bệnh viện nhận máy thở</h1>{text}{pictures}{text}x</body></html>")
    assert article.captions == ("Lễ bàn giao máy thở. Ảnh: BVCC",)
