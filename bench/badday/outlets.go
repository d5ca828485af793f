package main

import (
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"time"
)

// everyMinutes is how often an outlet has something new.
const everyMinutes = 2

// startOutlets serves all outlets, each under a host name of its own, and
// returns the address that their names stand for.
func startOutlets() (addr string, stop func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, fmt.Errorf("listening for the outlets: %w", err)
	}
	server := &http.Server{Handler: http.HandlerFunc(outlet), ReadHeaderTimeout: time.Minute}
	go server.Serve(l)
	return l.Addr().String(), func() { server.Close() }, nil
}

func outlet(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/robots.txt":
	case r.URL.Path == "/feed":
		outletFeed(w, r.Host)
	case strings.HasPrefix(r.URL.Path, "/news/"):
		outletPage(w, r.Host, r.URL.Path)
	default:
		http.NotFound(w, r)
	}
}

func outletFeed(w io.Writer, host string) {
	now := time.Now().UTC().Truncate(everyMinutes * time.Minute)
	fmt.Fprintf(w, `<rss version="2.0"><channel><title>%s</title><link>http://%s/</link>`, host, host)
	for i := range 15 {
		at := now.Add(-time.Duration(i) * everyMinutes * time.Minute)
		path := fmt.Sprintf("/news/%d", at.Unix())
		fmt.Fprintf(w, "<item><title>%s</title><link>http://%s%s</link><guid>http://%s%s</guid><pubDate>%s</pubDate></item>\n",
			headline(host, path), host, path, host, path, at.Format(time.RFC1123Z))
	}
	io.WriteString(w, "</channel></rss>")
}

func outletPage(w io.Writer, host, path string) {
	r := dice(host, path)
	fmt.Fprintf(w, `<!doctype html><html lang="en"><head><title>%s</title></head><body><main><article><h1>%s</h1>`,
		headline(host, path), headline(host, path))
	for range 6 {
		io.WriteString(w, "<p>")
		for range 4 {
			fmt.Fprintf(w, "%s %s %s the %s near %s, and %d people took part. ",
				pick(r, names), pick(r, verbs), pick(r, times), pick(r, things), pick(r, places), 2+r.IntN(900))
		}
		io.WriteString(w, "</p>")
	}
	io.WriteString(w, "</article></main></body></html>")
}

// dice returns the same sequence of numbers for the same page.
func dice(host, path string) *rand.Rand {
	h := fnv.New64a()
	io.WriteString(h, host+path)
	return rand.New(rand.NewPCG(h.Sum64(), 1))
}

func headline(host, path string) string {
	r := dice(host, path+"#headline")
	return fmt.Sprintf("%s %s the %s in %s", pick(r, names), pick(r, verbs), pick(r, things), pick(r, places))
}

func pick(r *rand.Rand, from []string) string { return from[r.IntN(len(from))] }

var (
	names  = strings.Split("Mara Voss|Ilya Brandt|Tom Okafor|Lena Marsh|Piet Hollander|Ana Ruiz|Sef Dorn|Ida Lund|Hugo Pell|Nia Caro", "|")
	verbs  = strings.Split("opened|closed|inspected|sold|repaired|painted|visited|described|measured|named", "|")
	times  = strings.Split("on Monday|on Friday|at noon|last week|in spring|before dawn|after lunch", "|")
	things = strings.Split("ferry|harbour|library|bridge|market|school|tower|lighthouse|museum|station|tram|orchard", "|")
	places = strings.Split("Halden|Brask|Overmoor|Sainte-Rive|Tolk|Kestrel Bay|Marrow|Lindqvist|Aldery|Pell Sound", "|")
)
