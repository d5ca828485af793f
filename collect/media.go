package collect

import (
	"strconv"
	"strings"

	"dateline/news"
)

func readEnclosure(r *reader, d *draft, e *element) {
	address := e.attr("url")
	if address == "" {
		address = e.attr("href")
	}
	addEnclosure(&d.enclosures, news.Enclosure{URL: r.link(e.base, address), Type: e.attr("type"), Size: sizeOf(e.attr("length"))})
	r.plain(e)
}

// readMedia reads media:content: a picture is the item's, a recording or film
// is carried by it.
func readMedia(r *reader, d *draft, e *element) {
	address, kind, medium := r.link(e.base, e.attr("url")), strings.ToLower(e.attr("type")), strings.ToLower(e.attr("medium"))
	switch {
	case medium == "image" || strings.HasPrefix(kind, "image/"):
		d.image.offer(2, address)
	case medium == "audio" || medium == "video" || strings.HasPrefix(kind, "audio/") || strings.HasPrefix(kind, "video/"):
		addEnclosure(&d.media, news.Enclosure{URL: address, Type: kind, Size: sizeOf(e.attr("fileSize"))})
	case hasPictureName(address):
		d.image.offer(3, address)
	}
	e.role = roleGroup
}

func hasPictureName(address string) bool {
	address, _, _ = strings.Cut(strings.ToLower(address), "?")
	for _, end := range []string{".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"} {
		if strings.HasSuffix(address, end) {
			return true
		}
	}
	return false
}

func readPodcastImage(r *reader, d *draft, e *element) {
	href := e.attr("href")
	if href == "" {
		href = e.attr("url")
	}
	text := r.plain(e)
	if href == "" {
		href = text
	}
	d.image.offer(2, r.link(e.base, href))
}

// sizeOf is a number of bytes; what is none is unknown.
func sizeOf(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// addEnclosure adds a file that the item carries, or may carry by what a media
// vocabulary says: such ones come after the feed's own.
func addEnclosure(to *[]news.Enclosure, e news.Enclosure) {
	for _, known := range *to {
		if known.URL == e.URL {
			return
		}
	}
	if e.URL != "" && len(*to) < maxEnclosures {
		*to = append(*to, e)
	}
}

// carried are the files of an item, each once.
func (d *draft) carried() []news.Enclosure {
	for _, e := range d.media {
		addEnclosure(&d.enclosures, e)
	}
	for _, e := range d.enclosures {
		if strings.HasPrefix(e.Type, "image/") {
			d.image.offer(5, e.URL)
		}
	}
	return d.enclosures
}
