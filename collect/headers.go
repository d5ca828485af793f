package collect

import (
	"net/http"
	"net/url"
	"strings"

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
