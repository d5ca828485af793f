package news

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"
)

// A Capture is one answer of the open web, kept as it came: the evidence that
// everything else is derived from and can be derived from again.
//
// Identity: the address asked for and the digest of the body (CaptureID), so a
// page that did not change is one capture however often it is fetched. Life: it
// is written once and never changed.
type Capture struct {
	ID          string      `json:"id"`
	SourceID    string      `json:"source_id,omitempty"`
	ItemID      string      `json:"item_id,omitempty"` // empty for the capture of a feed
	URL         string      `json:"url"`               // asked for
	FinalURL    string      `json:"final_url"`         // answered, after redirects
	FetchedAt   time.Time   `json:"fetched_at"`
	Status      int         `json:"status"`
	Header      http.Header `json:"header"`
	ContentType string      `json:"content_type,omitempty"`
	Digest      string      `json:"digest"` // "sha256:" and 64 hexadecimal digits, of Body
	Size        int         `json:"size"`   // bytes of Body
	Body        []byte      `json:"-"`      // as received, content coding removed
}

// CaptureID is the identity of a capture.
func CaptureID(url, digest string) string { return DeriveID("cap", url, digest) }

// Digest is the digest of a body as captures state it.
func Digest(body []byte) string {
	sum := sha256.Sum256(body)
	return "sha256:" + hex.EncodeToString(sum[:])
}
