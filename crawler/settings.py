"""Every setting of Scrapy that we decide, grouped, with its reason; and ours. The only reader of the environment."""

from __future__ import annotations

import os

from crawler import configuration
from crawler.version import RELEASE

# Ours: names, types and meanings stand in crawler/configuration.py.
_OURS = configuration.read(os.environ)
globals().update(_OURS)
JISHI_UNKNOWN_VARIABLES = configuration.unknown_variables(os.environ)
# Crawls use no proxy: where one is prescribed for a host they refuse to start (crawler/policy.py).
JISHI_PROXIES = configuration.proxies(os.environ)

# The project.
BOT_NAME = "jishi"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
COMMANDS_MODULE = "crawler.commands"

# Who we are: an honest name with a way to reach the operator. Public hosts are refused without a contact (crawler/policy.py).
USER_AGENT = f"Jishi/{RELEASE} (+{_OURS['JISHI_CONTACT'] or 'no contact set'})"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8",
}

# Politeness. Our robots middleware replaces Scrapy's, which lets simultaneous first requests through; the floor of the delay
# for public hosts is JISHI_MIN_DELAY (crawler/politeness.py), so that DOWNLOAD_DELAY can be 0 for hosts that allow it.
ROBOTSTXT_OBEY = False
CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = 8
DOWNLOAD_DELAY = 0
DOWNLOAD_TIMEOUT = 30
RETRY_TIMES = 3
REDIRECT_MAX_TIMES = 5
COOKIES_ENABLED = False
REFERER_ENABLED = False
METAREFRESH_ENABLED = False
HTTPPROXY_ENABLED = False

# Hostile answers: an 8 MiB page is a bomb or a dump; a body cut short is retried, never read as whole.
DOWNLOAD_MAXSIZE = 8 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = True
DOWNLOAD_VERIFY_CERTIFICATES = True
DEPTH_LIMIT = 200

# No doors: nothing listens while a crawl runs.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# Speed. Scrapy starts CONCURRENT_ITEMS tasks for every response and inspects every callback's source: both measured as most of
# its cost. The event loop is uvloop where it is installed.
CONCURRENT_ITEMS = 1
WARN_ON_GENERATOR_RETURN_VALUE = False
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
ASYNCIO_EVENT_LOOP = configuration.event_loop()
SCHEDULER_PRIORITY_QUEUE = "crawler.pauses.PatientPriorityQueue"
LOG_LEVEL = "INFO"
STATS_CLASS = "crawler.stats.PlainStats"
LOG_FORMATTER = "crawler.logs.QuietFormatter"
LOG_VERSIONS: list[str] = []

DOWNLOAD_HANDLERS = {"http": "crawler.fetching.HttpHandler", "https": "crawler.fetching.HttpHandler"}

# The order of the path, from the engine to the network. The archive keeps what was received before anything changes it;
# only the budget stands behind it, so that answers from the archive cost none.
DOWNLOADER = "crawler.pauses.PatientDownloader"
TWISTED_DNS_RESOLVER = "crawler.resolver.GuardedResolver"
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
    "crawler.guard.AddressGuard": 20,
    "crawler.politeness.Pace": 90,
    "crawler.robots.Robots": 100,
    "crawler.patience.Patience": 550,
    "crawler.unpacking.Unpacking": 590,
    "crawler.redirects.Redirects": 600,
    "crawler.guard.ConnectGuard": 700,
    "crawler.archive.ArchiveMiddleware": 900,
    "crawler.politeness.HostBudget": 950,
}
# Each of these passes every output of a page through a generator of its own; links are bounded where they are resolved.
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
ITEM_PIPELINES = {"pipelines.driver.StorePipeline": 100}
# The remote control is off, and would import a web server to say so.
EXTENSIONS = {
    "crawler.lean.LeanCore": 5,
    "crawler.runs.RunJournal": 10,
    "scrapy.extensions.remote_control.RemoteControl": None,
}
