package fetch

import (
	"bufio"
	"compress/flate"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

const acceptEncoding = "gzip, br, zstd"

// maxCodings is how many content codings may lie on each other; honest servers
// use one.
const maxCodings = 2

// maxWindow bounds what unpacking may hold in memory at once.
const maxWindow = 8 << 20

// readBody gives the unpacked body of an answer, or an error when either its
// packed or its unpacked form is longer than limit bytes. Both are counted as
// they are read, so that a bomb costs no more than the limit.
func readBody(resp *http.Response, limit int64) ([]byte, error) {
	if resp.ContentLength > limit {
		return nil, tooLarge(limit)
	}
	packed := &cappedReader{r: resp.Body, left: limit}
	r, err := unpack(packed, resp.Header.Get("Content-Encoding"))
	if err != nil {
		return nil, bodyError(err, packed)
	}
	defer r.Close()
	body, err := io.ReadAll(io.LimitReader(r, limit+1))
	if int64(len(body)) > limit {
		return nil, tooLarge(limit)
	}
	if err != nil {
		return nil, bodyError(err, packed)
	}
	return body, nil
}

// readSome gives the beginning of a body, as much of it as comes and unpacks.
func readSome(resp *http.Response, limit int64) []byte {
	r, err := unpack(io.LimitReader(resp.Body, limit), resp.Header.Get("Content-Encoding"))
	if err != nil {
		return nil
	}
	defer r.Close()
	body, _ := io.ReadAll(io.LimitReader(r, limit))
	return body
}

func tooLarge(limit int64) *Error {
	return &Error{Reason: TooLarge, Detail: fmt.Sprintf("the answer is longer than %d MiB, more than is accepted", max(limit>>20, 1))}
}

// bodyError tells a broken connection from a body that cannot be unpacked.
func bodyError(err error, packed *cappedReader) error {
	var netErr net.Error
	switch {
	case errors.Is(packed.err, errCapped):
		return tooLarge(packed.left)
	case packed.err != nil && packed.err != io.EOF:
		return packed.err
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &netErr):
		return err
	}
	return &Error{Reason: BadEncoding, Later: true, Detail: "the answer is packed in a way that cannot be unpacked", Err: err}
}

var errCapped = errors.New("more bytes than are accepted")

// A cappedReader fails after left bytes, and remembers how its source ended.
type cappedReader struct {
	r    io.Reader
	left int64
	err  error
}

func (c *cappedReader) Read(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	if int64(len(p)) > c.left+1 {
		p = p[:c.left+1]
	}
	n, err := c.r.Read(p)
	if int64(n) > c.left {
		n, err = int(c.left), errCapped
	}
	c.left -= int64(n)
	c.err = err
	return n, err
}

// unpack removes the content codings that the header names.
func unpack(r io.Reader, codings string) (io.ReadCloser, error) {
	names := strings.FieldsFunc(strings.ToLower(codings), func(r rune) bool { return r == ',' || r == ' ' || r == '\t' })
	if len(names) > maxCodings {
		return nil, fmt.Errorf("%d content codings on one answer", len(names))
	}
	rc := io.NopCloser(r)
	for i := len(names) - 1; i >= 0; i-- {
		next, err := unpackOne(rc, names[i])
		if err != nil {
			return nil, err
		}
		rc = next
	}
	return rc, nil
}

func unpackOne(r io.Reader, coding string) (io.ReadCloser, error) {
	buffered := bufio.NewReader(r)
	magic, _ := buffered.Peek(2)
	if len(magic) == 0 {
		return io.NopCloser(buffered), nil // an empty body is not packed
	}
	switch coding {
	case "identity", "utf-8", "none":
		return io.NopCloser(buffered), nil
	case "gzip", "x-gzip":
		if len(magic) < 2 || magic[0] != 0x1f || magic[1] != 0x8b {
			return io.NopCloser(buffered), nil // labelled as packed, but plain: servers do that
		}
		return gzip.NewReader(buffered)
	case "br":
		return io.NopCloser(brotli.NewReader(buffered)), nil
	case "zstd":
		d, err := zstd.NewReader(buffered, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderLowmem(true))
		if err != nil {
			return nil, err
		}
		return d.IOReadCloser(), nil
	case "deflate":
		if len(magic) == 2 && magic[0]&0x0f == 8 && (uint(magic[0])<<8|uint(magic[1]))%31 == 0 {
			return zlib.NewReader(buffered)
		}
		return flate.NewReader(buffered), nil
	}
	return nil, fmt.Errorf("unknown content coding %q", short(coding))
}
