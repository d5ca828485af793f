package dom

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"mime"
	"regexp"
	"strings"
	stdunicode "unicode"
	"unicode/utf8"

	"dateline/lang"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"
)

// MaxPage bounds a page after gunzipping, in bytes.
const MaxPage = 16 << 20

// ErrBinary is returned for bytes that are no text.
var ErrBinary = errors.New("this is neither HTML nor text; give a web page or the text of one")

// Gunzip takes off a gzip wrapping, if there is one, and bounds the size. A
// stream that breaks off gives what came before the break.
func Gunzip(b []byte) ([]byte, error) {
	if len(b) < 2 || b[0] != 0x1f || b[1] != 0x8b {
		if len(b) > MaxPage {
			return nil, tooLarge()
		}
		return b, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("the page is marked as gzip but can't be unpacked: %w", err)
	}
	defer z.Close()
	out, err := io.ReadAll(io.LimitReader(z, MaxPage+1))
	if len(out) > MaxPage {
		return nil, tooLarge()
	}
	if err != nil && len(out) == 0 {
		return nil, fmt.Errorf("the page is marked as gzip but can't be unpacked: %w", err)
	}
	return out, nil
}

func tooLarge() error {
	return fmt.Errorf("the page is larger than %d MiB; cut it or read its text version", MaxPage>>20)
}

// rxMetaCharset finds the declaration of HTML (meta charset or http-equiv) and
// that of XML in the first bytes of a page.
var rxMetaCharset = regexp.MustCompile(`(?i)(?:<meta[^>]{0,200}?charset\s*=\s*["']?\s*|<\?xml[^>]{0,100}encoding\s*=\s*["'])([a-z0-9_:.\-]+)`)

// Decode makes NFC text of a page's bytes. It believes validity first (bytes
// that are valid UTF-8 with characters beyond ASCII are UTF-8, whatever is
// declared), then the declaration (header before page), then statistics. What
// can't be decoded becomes U+FFFD, byte by byte; nothing else is lost.
func Decode(b []byte, contentType string) (string, error) {
	declared := declaredCharset(b, contentType)
	text, err := toUTF8(b, declared)
	if err != nil {
		return "", err
	}
	if text = dropControls(text); strings.TrimSpace(text) == "" {
		return "", ErrBinary
	}
	if !norm.NFC.IsNormalString(text) {
		text = norm.NFC.String(thinMarks(text))
	}
	return text, nil
}

func declaredCharset(b []byte, contentType string) string {
	if _, params, err := mime.ParseMediaType(contentType); err == nil && params["charset"] != "" {
		return params["charset"]
	}
	if m := rxMetaCharset.FindSubmatch(b[:min(len(b), 16<<10)]); m != nil {
		return string(m[1])
	}
	return ""
}

func toUTF8(b []byte, declared string) (string, error) {
	switch {
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		return keepValid(b[3:]), nil
	case bytes.HasPrefix(b, []byte("\xff\xfe")), bytes.HasPrefix(b, []byte("\xfe\xff")):
		return decodeWith(unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM), b), nil
	}
	if binary(b) {
		return "", ErrBinary
	}
	enc, name := charset.Lookup(declared)
	stateful := name == "iso-2022-jp" // seven-bit, so it is valid UTF-8 and yet not ASCII
	if !stateful && mostlyUTF8(b) {
		return keepValid(b), nil
	}
	if enc != nil && name != "utf-8" && name != "replacement" {
		return decodeWith(enc, b), nil
	}
	return decodeWith(detectCharset(b), b), nil
}

// binary reports bytes that no text has: many NULs or other control bytes at
// the start. (UTF-16 without a byte order mark has NULs too; nobody serves it.)
func binary(b []byte) bool {
	head := b[:min(len(b), 4096)]
	odd := 0
	for _, c := range head {
		if c == 0 || c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b && c != '\v' {
			odd++
		}
	}
	return odd*20 > len(head)
}

// mostlyUTF8 reports whether the bytes beyond ASCII make UTF-8. A few broken
// ones among many good ones are damage, not another encoding: in a text of
// another encoding, sequences that happen to be valid UTF-8 are rare.
func mostlyUTF8(b []byte) bool {
	if utf8.Valid(b) {
		return true
	}
	good, bad := 0, 0
	for len(b) > 0 {
		if b[0] < utf8.RuneSelf {
			b = b[1:]
			continue
		}
		r, size := utf8.DecodeRune(b)
		if r == utf8.RuneError && size <= 1 {
			bad++
		} else {
			good++
		}
		b = b[size:]
	}
	return good > 2*bad
}

func detectCharset(b []byte) encoding.Encoding {
	if guess, sure := lang.Charset(b, true); sure >= 40 {
		if enc, name := charset.Lookup(guess); enc != nil && name != "utf-8" && name != "replacement" {
			return enc
		}
	}
	return charmap.Windows1252
}

func decodeWith(enc encoding.Encoding, b []byte) string {
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil && len(out) == 0 {
		return keepValid(b)
	}
	return keepValid(out)
}

// keepValid replaces each byte that is not UTF-8 by one U+FFFD.
func keepValid(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	return string(bytes.Runes(b))
}

// thinMarks leaves no more combining marks on a letter than any writing has: to
// normalise a long pile of them takes quadratic time.
func thinMarks(s string) string {
	const most = 12
	run := 0
	return strings.Map(func(r rune) rune {
		if r < 0x300 || !stdunicode.Is(stdunicode.Mn, r) {
			run = 0
			return r
		}
		if run++; run > most {
			return -1
		}
		return r
	}, s)
}

// dropControls takes out characters that no reader sees and that XML and
// terminals choke on.
func dropControls(s string) string {
	if !mayHoldControls(s) {
		return s
	}
	isOdd := func(r rune) bool {
		return r < 0x20 && r != '\n' && r != '\r' && r != '\t' || r == 0x7f || r == '\ufeff' || r == '\u00ad'
	}
	return strings.Map(func(r rune) rune {
		if isOdd(r) {
			return -1
		}
		return r
	}, s)
}

// mayHoldControls looks for the bytes with which those characters begin.
func mayHoldControls(s string) bool {
	for i := range len(s) {
		if !mayBeControl[s[i]] {
			continue
		}
		switch c := s[i]; {
		case c < 0x20, c == 0x7f:
			return true
		case c == 0xc2 && strings.HasPrefix(s[i:], "\u00ad"), c == 0xef && strings.HasPrefix(s[i:], "\ufeff"):
			return true
		}
	}
	return false
}

// mayBeControl: bytes that are controls, or with which such characters begin.
var mayBeControl = func() (may [256]bool) {
	for c := range 0x20 {
		may[c] = c != '\n' && c != '\r' && c != '\t'
	}
	may[0x7f], may[0xc2], may[0xef] = true, true, true
	return may
}()
