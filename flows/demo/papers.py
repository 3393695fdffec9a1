"""The eight newsrooms of the demo: what a paper is, apart from its articles and its mark-up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One demo site. Patterns are `str.format` strings: addresses with `slug`, `number` and `created`,
    dates with `at`, `day` (weekday), `month`, `half` (AM or PM), `days` (ago) and `section`.
    """

    name: str  # of its article folder, its template and its site file
    title: str
    language: str
    address: str  # of an article
    date: str  # under its headline
    list_dates: tuple[str, ...] = ()  # in its lists, taken in turn
    clock: str = ""  # the page's own clock
    listing: str  # all articles, newest first
    next_page: str = ""  # further pages of the listing; "" puts everything on the first one
    feed: str = ""
    sitemap: str = ""
    sitemap_index: bool = False
    robots: str = ""
    moved: str = ""  # the address under which its feed still gives the oldest article: a 301
    removed: str = ""  # an address in its feed that is gone: a 404
    broken_feed: bool = False
    furniture: tuple[tuple[str, str], ...] = ()  # (address, kind) of pages that are no article
    line_breaks: tuple[str, ...] = ()  # slugs whose paragraphs are only lines with <br> between them
    charsets: tuple[tuple[str, str, str], ...] = ()  # (slug, encoding of the bytes, charset of the header)

    @property
    def host(self) -> str:
        """The name it answers to; `.example` never resolves (RFC 2606)."""
        return f"{self.name}.example"

    @property
    def home(self) -> str:
        """The address of its front page, without the last slash."""
        return f"http://{self.host}"


VIETHOP = Paper(
    name="suckhoeviethop",
    title="Sức khỏe Việt Hợp",
    language="vi",
    address="/{slug}-169{created:%y%m%d%H%M%S}{number:03d}.htm",
    date="{at:%d/%m/%Y} {at:%H:%M} GMT+7",
    list_dates=("{at:%d/%m/%Y}",),
    listing="/y-te.htm",
    feed="/rss/y-te.rss",
    robots="User-agent: *\nDisallow: /tim-kiem.htm\n",
    removed="/benh-vien-mo-them-khu-dieu-tri-theo-yeu-cau-169261003070500012.htm",
)
TIN_NHANH = Paper(
    name="tinnhanhyte",
    title="Tin nhanh Y tế",
    language="vi",
    address="/{slug}-49{number:05d}.html",
    date="{day}, {at.day}/{at.month}/{at.year}, {at:%H:%M} (GMT+7)",
    listing="/suc-khoe",
    feed="/rss/suc-khoe.rss",
    robots="User-agent: *\nAllow: /\n",
    moved="/tin-cu/{slug}.html",
)
THOI_BAO = Paper(
    name="thoibaoyduoc",
    title="Thời báo Y Dược",
    language="vi",
    address="/{slug}-{number:05d}.html",
    date="{at:%H:%M} | {at:%d/%m/%Y}",
    list_dates=("{at:%H:%M} | {at:%d/%m/%Y}", "{days} ngày trước", "{at:%d-%m-%Y} {at:%H:%M}"),
    clock="{day} {at:%d/%m/%Y} {at:%H:%M}",
    listing="/moi-nhat",
    next_page="/moi-nhat?page={page}",
    robots="User-agent: *\nDisallow: /noi-bo/\nCrawl-delay: 0.05\n",
    furniture=(
        ("/noi-bo/lich-cong-tac-tuan-10001.html", "internal"),
        ("/video-mot-ngay-o-khoa-cap-cuu-10002.html", "video"),
        ("/thong-bao-bao-tri-10003.html", "empty"),
        ("/tap-san-thang-10-ban-in-10004.html", "pdf"),
        ("/chu-de-hop-tac-quoc-te-10005.html", "tag"),
        ("/lien-he.html", "contact"),
    ),
)
THONG_TAN = Paper(
    name="thongtanyte",
    title="Thông tấn Y tế",
    language="vi",
    address="/{slug}-post10{number:05d}.html",
    date="{at:%d/%m/%Y} {at:%H:%M}",
    list_dates=("{at:%d/%m/%Y} {at:%H:%M}",),
    listing="/xa-hoi/y-te/",
    sitemap="/sitemap.xml",
    sitemap_index=True,
    robots="User-agent: *\nAllow: /\n\nSitemap: http://thongtanyte.example/sitemap.xml\n",
)
SO_Y_TE = Paper(
    name="soytesonha",
    title="Sở Y tế tỉnh Sơn Hà",
    language="vi",
    address="/tin-tong-hop/-/asset_publisher/k7Rw2mXq9TsB/content/{slug}",
    date="{at:%d/%m/%Y} | {at:%H:%M} {half}",
    list_dates=("({at:%d/%m/%Y})",),
    listing="/tin-tong-hop",
    next_page="/tin-tong-hop?p_p_id=101&cur={page}",
    furniture=(
        ("/tin-tong-hop/-/asset_publisher/k7Rw2mXq9TsB/content/tim-kiem?q=hop+tac", "search"),
        ("/tin-tong-hop/-/asset_publisher/k7Rw2mXq9TsB/content/lien-he", "contact"),
    ),
)
BAO_SON_HA = Paper(
    name="baosonha",
    title="Báo Sơn Hà",
    language="vi",
    address="/?p=72{number:04d}",
    date="{month} {at.day}, {at.year}",
    clock="{day}, {month} {at.day}, {at.year}",
    listing="/category/thoi-su/",
    feed="/feed/",
)
HEALTHLINK = Paper(
    name="healthlink",
    title="HealthLink Vietnam",
    language="en",
    address="/{slug}-post30{number:04d}.html",
    date="{month} {at:%d}, {at.year} - {at:%H:%M}",
    list_dates=("{month} {at:%d}, {at.year} - {at:%H:%M}",),
    listing="/health/",
    feed="/rss/health.rss",
    broken_feed=True,
    robots="User-agent: *\nDisallow: /search/\n",
)
VIETNAM_HEALTH = Paper(
    name="vietnamhealth",
    title="Vietnam Health Review",
    language="en",
    address="/society/17{number:05d}/{slug}.html",
    date="{day} {at:%Y-%m-%d} {at:%H:%M}",
    listing="/society",
    sitemap="/sitemap.xml",
    robots="User-agent: *\nAllow: /\nSitemap: http://vietnamhealth.example/sitemap.xml\n",
    line_breaks=("simulation-centre-opens", "cold-chain-audit", "mountain-bus-route"),
    charsets=(
        ("nurses-from-nagasuna-visit", "utf-8", "iso-8859-1"),
        ("emergency-doctors-from-sainte-aurelie", "windows-1252", "utf-8"),
    ),
)

PAPERS = (VIETHOP, TIN_NHANH, THOI_BAO, THONG_TAN, SO_Y_TE, BAO_SON_HA, HEALTHLINK, VIETNAM_HEALTH)
