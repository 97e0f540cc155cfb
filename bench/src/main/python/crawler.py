"""A crawl by Scrapy, 64 at once, as a good user of it would write it. It speaks the lines that CrawlProbe asks for, but
can crawl once only, since its reactor cannot be started again; it says when its first request goes out."""

import json
import sys

import scrapy
from scrapy.crawler import CrawlerProcess


def tell(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class Pages(scrapy.Spider):
    name = "pages"
    custom_settings = {
        "CONCURRENT_REQUESTS": 64,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 64,
        "ROBOTSTXT_OBEY": True,
        "COOKIES_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
    }

    def start_requests(self):
        tell('{"begin":true}')
        with open(self.list) as urls:
            for url in urls.read().split():
                yield scrapy.Request(url, callback=self.parse, dont_filter=True)

    def parse(self, response):
        texts = response.xpath("//body//text()[not(ancestor::script or ancestor::style)]").getall()
        text = " ".join(" ".join(texts).split())
        tell(json.dumps({
            "url": response.url,
            "status": response.status,
            "title": response.css("title::text").get(default="").strip(),
            "text": len(text),
            "links": [response.urljoin(link) for link in response.css("a::attr(href)").getall()],
        }))


path = sys.stdin.readline().strip()
process = CrawlerProcess({"LOG_LEVEL": "ERROR"})
process.crawl(Pages, list=path)
process.start()
tell("")
sys.stdin.read()
