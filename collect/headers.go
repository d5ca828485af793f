package collect

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"dateline/fetch"
)

// baseOf is what a feed's addresses stand on: where it says that its content is
// (RFC 3986 §5.1.2), if that is on the same host, else where it was found.
func baseOf(resp *fetch.Response) string {
	if located := resp.Header.Get("Content-Location"); located != "" {
		base, found := absolute(resp.FinalURL, located), hostOf(resp.FinalURL)
		if base != "" && hostOf(base) == found {
			return base
		}
	}
	return resp.FinalURL
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// linkHeader gives the hub and the feed's own address that Link headers name
// (RFC 8288).
func linkHeader(header http.Header, base string) (hub, self string) {
	for _, field := range header.Values("Link") {
		for _, link := range strings.Split(field, ",") {
			target, parameters, _ := strings.Cut(link, ">")
			target = strings.TrimPrefix(strings.TrimSpace(target), "<")
			for _, p := range strings.Split(parameters, ";") {
				name, value, _ := strings.Cut(strings.TrimSpace(p), "=")
				if !strings.EqualFold(strings.TrimSpace(name), "rel") {
					continue
				}
				for _, rel := range strings.Fields(strings.ToLower(strings.Trim(strings.TrimSpace(value), `"`))) {
					if rel == "hub" && hub == "" {
						hub = absolute(base, target)
					} else if rel == "self" && self == "" {
						self = absolute(base, target)
					}
				}
			}
		}
	}
	return hub, self
}

// maxAge is how long an answer is good (RFC 9111 §5.2.2.1), less the time that
// it lay in a cache already.
func maxAge(header http.Header) time.Duration {
	for _, directive := range strings.Split(header.Get("Cache-Control"), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
		if !strings.EqualFold(name, "max-age") {
			continue
		}
		age, _ := strconv.ParseUint(header.Get("Age"), 10, 31) // what is no number is no time
		if seconds, err := strconv.ParseUint(strings.Trim(value, `"`), 10, 31); err == nil && seconds > age {
			return time.Duration(seconds-age) * time.Second
		}
	}
	return 0
}
