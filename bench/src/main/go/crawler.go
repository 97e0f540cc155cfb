// A crawler on net/http and golang.org/x/net/html, 64 goroutines, as a good user of both would write it. It speaks the
// lines that CrawlProbe asks for: a path of a list of URLs in, a line of JSON for each page out, an empty line at the end.
package main

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const concurrency = 64

type page struct {
	URL    string   `json:"url"`
	Status int      `json:"status"`
	Title  string   `json:"title"`
	Text   int      `json:"text"`
	Links  []string `json:"links"`
	Error  string   `json:"error,omitempty"`
}

// walk adds what is below the node: text with single spaces, the title, links made absolute.
func walk(node *html.Node, base *url.URL, text *strings.Builder, into *page) {
	if node.Type == html.TextNode {
		for _, word := range strings.Fields(node.Data) {
			if text.Len() > 0 {
				text.WriteByte(' ')
			}
			text.WriteString(word)
		}
		return
	}
	if node.Type == html.ElementNode {
		switch node.DataAtom {
		case atom.Script, atom.Style, atom.Noscript:
			return
		case atom.Title:
			if node.FirstChild != nil && into.Title == "" {
				into.Title = strings.TrimSpace(node.FirstChild.Data)
			}
			return
		case atom.A:
			for _, attribute := range node.Attr {
				if attribute.Key == "href" {
					if link, err := base.Parse(attribute.Val); err == nil {
						into.Links = append(into.Links, link.String())
					}
				}
			}
		}
	}
	for child := node.FirstChild; child != nil; child = child.NextSibling {
		walk(child, base, text, into)
	}
}

func crawl(client *http.Client, address string) page {
	result := page{URL: address, Links: []string{}}
	response, err := client.Get(address)
	if err != nil {
		result.Error = err.Error()
		return result
	}
	defer response.Body.Close()
	result.Status = response.StatusCode
	root, err := html.Parse(response.Body)
	if err != nil {
		result.Error = err.Error()
		return result
	}
	var text strings.Builder
	walk(root, response.Request.URL, &text, &result)
	result.Text = utf8.RuneCountInString(text.String())
	return result
}

func crawlAll(client *http.Client, addresses []string, out *bufio.Writer) {
	work := make(chan string)
	var lock sync.Mutex
	var workers sync.WaitGroup
	for i := 0; i < concurrency; i++ {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for address := range work {
				line, err := json.Marshal(crawl(client, address))
				if err != nil {
					panic(err)
				}
				lock.Lock()
				out.Write(line)
				out.WriteByte('\n')
				out.Flush()
				lock.Unlock()
			}
		}()
	}
	for _, address := range addresses {
		work <- address
	}
	close(work)
	workers.Wait()
}

func main() {
	client := &http.Client{
		Timeout:   20 * time.Second,
		Transport: &http.Transport{MaxIdleConns: concurrency, MaxIdleConnsPerHost: concurrency, MaxConnsPerHost: concurrency},
	}
	out := bufio.NewWriterSize(os.Stdout, 64*1024)
	paths := bufio.NewScanner(os.Stdin)
	for paths.Scan() {
		list, err := os.ReadFile(paths.Text())
		if err != nil {
			panic(err)
		}
		crawlAll(client, strings.Fields(string(list)), out)
		out.WriteByte('\n')
		out.Flush()
	}
}
