"""Are robots.txt files understood as Google's own parser understands them? Its published test cases, as our table.

Facts from google/robotstxt, robots_test.cc, with our token in place of FooBot. Cases that its authors mark as of their
crawler only (index.html as a folder, lines over 16 kB) are not of the standard and stand here only where we agree.
"""

from __future__ import annotations

import pytest

from flows.robots import read_rules

HOST = "http://foo.bar"
GROUPS = """allow: /foo/bar/

user-agent: hoptac
disallow: /
allow: /x/
user-agent: BarBot
disallow: /
allow: /y/


allow: /w/
user-agent: BazBot

user-agent: hoptac
allow: /z/
disallow: /
"""
DOCUMENTED = "user-agent: hoptac\ndisallow: /\nallow: "
SPECIFIC = "user-agent: hoptac\nallow: /\nuser-agent: BarBot\ndisallow: /\nuser-agent: BazBot\ndisallow: /\n"

# name, file, paths that may be fetched, paths that may not
CASES: tuple[tuple[str, str, str, str], ...] = (
    ("no file", "", "/ /x", ""),
    ("one rule", "user-agent: hoptac\ndisallow: /\n", "", "/x/y"),
    ("unknown keys", "foo: hoptac\nbar: /\n", "/x/y", ""),
    ("missing colons", "user-agent hoptac\ndisallow /\n", "", "/x/y"),
    ("rules of two groups for one agent", GROUPS, "/x/b /z/d", "/y/c /foo/bar/"),
    ("a sitemap does not end a group", "User-agent: hoptac\nSitemap: https://foo.bar/s\nUser-agent: *\nDisallow: /\n", "", "/x"),
    ("nor an unknown line", "User-agent: hoptac\nInvalid-Unknown-Line: unknown\nUser-agent: *\nDisallow: /\n", "", "/x"),
    ("keys in capitals", "USER-AGENT: hoptac\nALLOW: /x/\nDISALLOW: /\n", "/x/y", "/a/b"),
    ("keys in mixed case", "uSeR-aGeNt: hoptac\nAlLoW: /x/\ndIsAlLoW: /\n", "/x/y", "/a/b"),
    ("agent in capitals", "User-Agent: HOPTAC\nAllow: /x/\nDisallow: /\n", "/x/y", "/a/b"),
    ("agent up to the first blank", "User-Agent: *\nDisallow: /\nUser-Agent: hoptac news\nAllow: /x/\nDisallow: /\n", "/x/y", "/a"),
    ("the group of an agent before that of all", "user-agent: *\nallow: /\nuser-agent: hoptac\ndisallow: /\n", "", "/x/y"),
    ("all, when no group is ours", "user-agent: *\ndisallow: /x\nuser-agent: BarBot\ndisallow: /\n", "/y", "/x/y"),
    ("nothing, when all groups are others'", SPECIFIC.replace("hoptac", "QuxBot"), "/x/y", ""),
    ("paths know case", "user-agent: hoptac\ndisallow: /x/\n", "/X/y", "/x/y"),
    ("paths know case, in capitals", "user-agent: hoptac\ndisallow: /X/\n", "/x/y", "/X/y"),
    ("longest match disallows", "user-agent: hoptac\ndisallow: /x/page.html\nallow: /x/\n", "/x/", "/x/page.html"),
    ("longest match allows", "user-agent: hoptac\nallow: /x/page.html\ndisallow: /x/\n", "/x/page.html", "/x/"),
    ("empty rules", "user-agent: hoptac\ndisallow: \nallow: \n", "/x/page.html", ""),
    ("a tie", "user-agent: hoptac\ndisallow: /\nallow: /\n", "/x/page.html", ""),
    ("with and without slash", "user-agent: hoptac\ndisallow: /x\nallow: /x/\n", "/x/", "/x"),
    ("a tie of long rules", "user-agent: hoptac\ndisallow: /x/page.html\nallow: /x/page.html\n", "/x/page.html", ""),
    ("a pattern that is longer", "user-agent: hoptac\nallow: /page\ndisallow: /*.html\n", "/page", "/page.html"),
    ("a pattern that is shorter", "user-agent: hoptac\nallow: /x/page.\ndisallow: /*.html\n", "/x/page.html", "/x/y.html"),
    ("only our group", "user-agent: *\ndisallow: /x/\nuser-agent: hoptac\ndisallow: /y/\n", "/x/page", "/y/page"),
    ("a query in a rule", "user-agent: hoptac\ndisallow: /\nallow: /foo/bar?qux=taz&baz=http://foo.bar?tar&par\n",
     "/foo/bar?qux=taz&baz=http://foo.bar?tar&par", "/foo/bar?qux"),
    ("a letter, escaped in the address", "user-agent: hoptac\ndisallow: /\nallow: /foo/bar/ツ\n", "/foo/bar/%E3%83%84", "/foo/bar/x"),
    ("a letter, escaped in the rule", "user-agent: hoptac\ndisallow: /\nallow: /foo/bar/%E3%83%84\n", "/foo/bar/%E3%83%84", ""),
    ("any part", "user-agent: hoptac\ndisallow: /foo/bar/quz\nallow: /foo/*/qux\n", "/foo/quz /foo//quz /foo/bax/quz", "/foo/bar/quz"),
    ("the end", "user-agent: hoptac\ndisallow: /foo/bar$\nallow: /foo/bar/qux\n", "/foo/bar/qux /foo/bar/ /foo/bar/baz", "/foo/bar"),
    ("remarks", "user-agent: hoptac\n# disallow: /\ndisallow: /foo/quz#qux\nallow: /\n", "/foo/bar", "/foo/quz"),
    ("documented: /fish", DOCUMENTED + "/fish", "/fish /fish.html /fish/salmon.html /fishheads /fish.html?id=anything",
     "/bar /Fish.asp /catfish /?id=fish"),
    ("documented: /fish*", DOCUMENTED + "/fish*", "/fish /fish.html /fish/salmon.html /fishheads/yummy.html", "/Fish.bar /catfish /?id=fish"),
    ("documented: /fish/", DOCUMENTED + "/fish/", "/fish/ /fish/salmon /fish/?salmon /fish/salmon.html", "/fish /fish.html /Fish/Salmon.asp"),
    ("documented: /*.php", DOCUMENTED + "/*.php", "/filename.php /folder/filename.php?parameters /filename.php/ /folder/any.php.file.html",
     "/ /windows.PHP"),
    ("documented: /*.php$", DOCUMENTED + "/*.php$", "/filename.php /folder/filename.php", "/filename.php?parameters /filename.php/ /filename.php5"),
    ("documented: /fish*.php", DOCUMENTED + "/fish*.php", "/fish.php /fishheads/catfish.php?parameters", "/Fish.PHP"),
    ("documented: precedence", "user-agent: hoptac\nallow: /p\ndisallow: /\n", "/page", "/x"),
    ("documented: folder", "user-agent: hoptac\nallow: /folder\ndisallow: /folder\n", "/folder/page", ""),
    ("documented: .htm", "user-agent: hoptac\nallow: /page\ndisallow: /*.htm\n", "", "/page.htm"),
    ("documented: only the front page", "user-agent: hoptac\nallow: /$\ndisallow: /\n", "/", "/page.html"),
    ("lines ended by CR", "User-Agent: hoptac\rAllow: /x/\rDisallow: /\r", "/x/y", "/a"),
    ("lines ended by CRLF", "User-Agent: hoptac\r\nAllow: /x/\r\nDisallow: /\r\n", "/x/y", "/a"),
    ("a byte order mark", "\ufeffUser-Agent: hoptac\nAllow: /x/\nDisallow: /\n", "/x/y", "/a"),
)  # fmt: skip


@pytest.mark.parametrize(("file", "may", "may_not"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_file_is_understood_as_google_understands_it(file: str, may: str, may_not: str) -> None:
    rules = read_rules(200, file.encode())
    assert [path for path in may.split() if rules.refusal(HOST + path)] == []
    assert [path for path in may_not.split() if not rules.refusal(HOST + path)] == []
