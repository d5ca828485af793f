package frame

import (
	"bytes"
	"net/http"
	"strings"
	"time"

	"dateline/news"
)

// Writing drops an error of writing an answer: the other side left, and there
// is nobody to tell.
func Writing(error) error { return nil }

// ServeDocument answers 304 to who has it already, by ETag alone. A date would
// lie: when a dispatch is withdrawn, the newest that is left in a list is older
// than what the reader has, who would then keep the withdrawn one.
func ServeDocument(w http.ResponseWriter, r *http.Request, contentType string, body []byte) {
	header := w.Header()
	header.Set("Content-Type", contentType)
	header.Set("Cache-Control", "public, max-age=60")
	header.Set("ETag", `"`+strings.TrimPrefix(news.Digest(body), "sha256:")[:32]+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}
