// A crawler on undici and cheerio, 64 at once, as a good user of both would write it. It speaks the lines that CrawlProbe
// asks for: a path of a list of URLs in, a line of JSON for each page out, an empty line at the end.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Agent, request } from 'undici';
import { load } from 'cheerio';

const CONCURRENCY = 64;
const dispatcher = new Agent({ connections: CONCURRENCY });

async function page(url) {
  try {
    const { statusCode, body } = await request(url, { dispatcher });
    const $ = load(await body.text());
    const title = $('title').first().text().trim();
    const links = $('a[href]').map((_, a) => new URL(a.attribs.href, url).href).get();
    $('script, style, noscript').remove();
    const text = $('body').text().replace(/\s+/g, ' ').trim();
    return { url, status: statusCode, title, text: text.length, links };
  } catch (error) {
    return { url, status: 0, title: '', text: 0, links: [], error: String(error) };
  }
}

for await (const path of createInterface({ input: process.stdin })) {
  const urls = readFileSync(path, 'utf8').split(/\s+/).filter(Boolean);
  let next = 0;
  const worker = async () => {
    while (next < urls.length) {
      process.stdout.write(JSON.stringify(await page(urls[next++])) + '\n');
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  process.stdout.write('\n');
}
