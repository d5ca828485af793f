package collect

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"dateline/fetch"
	"dateline/news"
)

// Subscriptions is what a file names to be looked at.
type Subscriptions struct {
	Sources []news.Source // whose feeds it names
	Sites   []string      // addresses of which it does not say whether they are feeds: to be asked
	Refused []Refused     // what it names and cannot be a source
}

// A Refused is an entry of a file that cannot be a source, and why.
type Refused struct{ Entry, Why string }

func (s *Subscriptions) refuse(entry, why string) {
	s.Refused = append(s.Refused, Refused{label(entry), why})
}

// maxUnzipped bounds, in bytes, what all files of a packed export unpack to.
const maxUnzipped = maxOPML

// maxLabel bounds, in characters, the name and the folder of a source. A file can
// repeat a folder for each of its feeds, so that a long one would be multiplied.
const maxLabel = 200

// label makes a name of what a file says: one line, and not too long.
func label(s string) string {
	if len(s) > 8*maxLabel {
		s = strings.ToValidUTF8(s[:8*maxLabel], "")
	}
	if r := []rune(oneLine(s)); len(r) > maxLabel {
		return string(r[:maxLabel-1]) + "…"
	}
	return oneLine(s)
}

// ReadSubscriptions reads what feed readers export: OPML, as nearly all of them
// do (Miniflux and FreshRSS among them, whose folders are kept), FreshRSS's packed
// export with the OPML in it, the lists of feeds that Miniflux's and the Google
// Reader interface answer as JSON; or a plain list of addresses, one a line, of
// feeds or of sites, where what follows a "#" is a remark.
func ReadSubscriptions(r io.Reader) (Subscriptions, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxOPML+1))
	if err != nil {
		return Subscriptions{}, fmt.Errorf("read the file: %w", err)
	}
	if len(data) > maxOPML {
		return Subscriptions{}, fmt.Errorf("the file is longer than %d MiB", maxOPML>>20)
	}
	start := bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), " \t\r\n")
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return readPacked(data)
	case bytes.HasPrefix(start, []byte("<")), bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return readOPML(bytes.NewReader(data))
	case bytes.HasPrefix(start, []byte("{")), bytes.HasPrefix(start, []byte("[")):
		return readJSONList(start)
	}
	return readAddresses(data)
}

// readPacked reads the OPML files inside a zip archive.
func readPacked(data []byte) (all Subscriptions, err error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return all, fmt.Errorf("unpack the file: %w", err)
	}
	found, left := false, int64(maxUnzipped)
	for _, f := range archive.File {
		if !strings.Contains(strings.ToLower(path.Base(f.Name)), ".opml") {
			continue
		}
		found = true
		file, err := f.Open()
		if err != nil {
			return all, fmt.Errorf("unpack %s: %w", f.Name, err)
		}
		unpacked := &io.LimitedReader{R: file, N: left}
		one, err := readOPML(unpacked)
		left = unpacked.N
		file.Close()
		if left <= 0 {
			return all, fmt.Errorf("the archive unpacks to more than %d MiB", maxUnzipped>>20)
		}
		if err != nil {
			return all, fmt.Errorf("%s: %w", f.Name, err)
		}
		all.Sources, all.Refused = append(all.Sources, one.Sources...), append(all.Refused, one.Refused...)
	}
	if !found {
		return all, errors.New("there is no OPML file in the archive")
	}
	return all, nil
}

// readJSONList reads Miniflux's list of feeds, or the Google Reader interface's.
func readJSONList(data []byte) (all Subscriptions, err error) {
	type miniflux struct {
		FeedURL  string `json:"feed_url"`
		SiteURL  string `json:"site_url"`
		Title    string `json:"title"`
		Category struct {
			Title string `json:"title"`
		} `json:"category"`
	}
	type reader struct {
		Subscriptions []struct {
			ID, Title, URL, HTMLURL string
			Categories              []struct{ Label string }
		}
	}
	if data[0] == '[' {
		var feeds []miniflux
		if err := json.Unmarshal(data, &feeds); err != nil {
			return all, fmt.Errorf("read the JSON: %w", err)
		}
		for _, f := range feeds {
			all.add(f.FeedURL, f.Title, f.SiteURL, f.Category.Title)
		}
		return all, nil
	}
	var list reader
	if err := json.Unmarshal(data, &list); err != nil {
		return all, fmt.Errorf("read the JSON: %w", err)
	}
	if list.Subscriptions == nil {
		return all, errors.New("the JSON is no list of feeds")
	}
	for _, s := range list.Subscriptions {
		feed, folder := s.URL, ""
		if feed == "" {
			feed = strings.TrimPrefix(s.ID, "feed/")
		}
		if len(s.Categories) > 0 {
			folder = s.Categories[0].Label
		}
		all.add(feed, s.Title, s.HTMLURL, folder)
	}
	return all, nil
}

// add takes a feed that a file names.
func (s *Subscriptions) add(feed, name, site, folder string) {
	u, err := fetch.ParseAddress(feed)
	if err != nil {
		s.refuse(label(name)+" "+label(feed), "this is no address that is fetched: "+err.Error())
		return
	}
	s.Sources = append(s.Sources, news.Source{ID: news.SourceID(u.String()), Name: label(name), Feed: u.String(), Site: siteOf(site),
		Kind: news.SourceFeed, State: news.SourceActive, Folder: label(folder)})
}

// siteOf drops the address of a site that is longer than any that is fetched.
func siteOf(address string) string {
	if _, err := fetch.ParseAddress(address); err != nil && len(address) > maxLabel {
		return ""
	}
	return address
}

// readAddresses reads a list of addresses.
func readAddresses(data []byte) (all Subscriptions, err error) {
	lines := bufio.NewScanner(bytes.NewReader(data))
	seen := map[string]bool{}
	for lines.Scan() {
		line, _, _ := strings.Cut(strings.TrimSpace(lines.Text()), " ")
		line, _, _ = strings.Cut(line, "\t")
		if line == "" || strings.HasPrefix(line, "#") || seen[line] {
			continue
		}
		seen[line] = true
		address := line
		if !strings.Contains(address, "://") {
			address = "https://" + address
		}
		if _, err := fetch.ParseAddress(address); err != nil || !strings.Contains(address, ".") {
			all.refuse(line, "this is no address that is fetched")
			continue
		}
		if len(all.Sites) == maxOutlines {
			return all, fmt.Errorf("the list holds more than %d addresses", maxOutlines)
		}
		all.Sites = append(all.Sites, address)
	}
	if err := lines.Err(); err != nil {
		return all, fmt.Errorf("read the list: %w", err)
	}
	if len(all.Sites) == 0 {
		return all, errors.New("it names no feed: it is neither OPML, JSON nor a list of addresses")
	}
	return all, nil
}
