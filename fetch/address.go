package fetch

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// maxAddress bounds an address; what is longer is no page.
const maxAddress = 8 << 10

// hostProfile turns a host name into what DNS knows, as the URL standard does:
// UTS #46 without the strict rules that real host names break.
var hostProfile = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.CheckHyphens(false), idna.StrictDomainName(false), idna.BidiRule())

// ParseAddress reads an http or https address as browsers do (the WHATWG URL
// standard): backslashes count as slashes, slashes after the scheme may be
// missing, tabs and line ends are dropped, a host may be written in any script
// and an IPv4 address in any base. Feeds hold all of these. User name and
// password are dropped: nothing is fetched with credentials. The result is
// absolute, its host in lower case as DNS knows it, without a default port and without its fragment, which is
// never sent.
func ParseAddress(address string) (*url.URL, error) {
	s := trim(address)
	if len(s) > maxAddress { // before anything is done with it
		return nil, fmt.Errorf("the address is longer than %d bytes", maxAddress)
	}
	scheme, rest, found := strings.Cut(s, ":")
	scheme = strings.ToLower(scheme)
	if !found || scheme == "" || strings.ContainsAny(scheme, "/?#\\") {
		return nil, fmt.Errorf("%q is no whole address; it should begin with https://", short(address))
	}
	if scheme != "http" && scheme != "https" {
		return nil, fmt.Errorf("%s: addresses are not fetched, only http: and https: ones", short(scheme))
	}
	rest, _, _ = strings.Cut(rest, "#")
	rest, query, hasQuery := strings.Cut(rest, "?")
	rest = strings.TrimLeft(strings.ReplaceAll(rest, `\`, "/"), "/")
	authority, path, _ := strings.Cut(rest, "/")
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		authority = authority[at+1:]
	}
	host, err := parseHostPort(authority, scheme)
	if err != nil {
		return nil, fmt.Errorf("%q is no address: %w", short(address), err)
	}
	u := &url.URL{Scheme: scheme, Host: host, ForceQuery: hasQuery && query == "", RawQuery: strings.ReplaceAll(escapeRest(query), "'", "%27")}
	escaped := removeDots("/" + escapeRest(path))
	if u.Path, err = url.PathUnescape(escaped); err != nil {
		// A lone percent sign stays what it is, as browsers keep it.
		u.Path, escaped = escaped, ""
	}
	u.RawPath = escaped
	if len(u.String()) > maxAddress { // escaping made it longer
		return nil, fmt.Errorf("the address is longer than %d bytes", maxAddress)
	}
	return u, nil
}

// trim drops what the URL standard drops before it parses: space and controls
// around an address, tabs and line ends within.
func trim(address string) string {
	s := strings.TrimFunc(address, func(r rune) bool { return r <= ' ' })
	if strings.ContainsAny(s, "\t\n\r") {
		s = lineEnds.Replace(s)
	}
	return s
}

var lineEnds = strings.NewReplacer("\t", "", "\n", "", "\r", "")

// parseHostPort gives host[:port] with the host as DNS or netip write it.
func parseHostPort(authority, scheme string) (string, error) {
	host, port := authority, ""
	if colon := strings.LastIndexByte(authority, ':'); colon > strings.LastIndexByte(authority, ']') {
		host, port = authority[:colon], authority[colon+1:]
	}
	if port != "" {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil {
			return "", fmt.Errorf("%q is no port", short(port))
		}
		port = strconv.FormatUint(n, 10)
	}
	if scheme == "http" && port == "80" || scheme == "https" && port == "443" {
		port = ""
	}
	host, err := parseHost(host)
	if err != nil {
		return "", err
	}
	if port != "" {
		host += ":" + port
	}
	return host, nil
}

func parseHost(host string) (string, error) {
	if strings.HasPrefix(host, "[") {
		addr, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(host, "["), "]"))
		if err != nil || !addr.Is6() || addr.Zone() != "" || !strings.HasSuffix(host, "]") {
			return "", fmt.Errorf("%q is no IPv6 address", short(host))
		}
		return "[" + addr.String() + "]", nil
	}
	if isPlainName(host) {
		return parseIPv4(host)
	}
	host, err := url.PathUnescape(host)
	if err != nil {
		return "", errors.New("its host has a broken percent escape")
	}
	ascii, err := hostProfile.ToASCII(host)
	if err != nil || !utf8.ValidString(host) {
		return "", fmt.Errorf("%q is no host name", short(host))
	}
	ascii = strings.ToLower(ascii)
	if ascii == "" || ascii == "." || strings.Contains(ascii, "..") || strings.HasPrefix(ascii, ".") || len(ascii) > 253 {
		return "", errors.New("it has no proper host")
	}
	for _, c := range []byte(ascii) {
		// Forbidden domain code points of the URL standard, §3.4.
		if c <= ' ' || c >= 0x7f || strings.IndexByte(`#/:<>?@[\]^|%`, c) >= 0 {
			return "", fmt.Errorf("%q is no host name", short(host))
		}
	}
	return parseIPv4(ascii)
}

// isPlainName tells names that are as DNS knows them already; most are.
func isPlainName(host string) bool {
	if host == "" || len(host) > 253 || host[0] == '.' || host[0] == '-' || host[len(host)-1] == '-' || strings.Contains(host, "..") || strings.Contains(host, "--") {
		return false
	}
	for _, c := range []byte(host) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' && c != '-' {
			return false
		}
	}
	return len(host) <= 63 || longestLabel(host) <= 63
}

func longestLabel(host string) (longest int) {
	for label := range strings.SplitSeq(host, ".") {
		longest = max(longest, len(label))
	}
	return longest
}

// parseIPv4 gives an IPv4 address in its usual form however it is written
// (0x7f.1, 2130706433); a name that ends in a number but is none is refused
// (URL standard §3.5, "ends in a number").
func parseIPv4(host string) (string, error) {
	name := strings.TrimSuffix(host, ".")
	last := name[strings.LastIndexByte(name, '.')+1:]
	hex, isHex := strings.CutPrefix(last, "0x")
	if !(isHex && strings.Trim(hex, "0123456789abcdef") == "") && strings.Trim(last, "0123456789") != "" {
		return host, nil
	}
	parts := strings.Split(name, ".")
	if len(parts) > 4 {
		return "", fmt.Errorf("%q is no IPv4 address", short(host))
	}
	var value uint64
	for i, p := range parts {
		n, ok := parseNumber(p)
		limit := uint64(256)
		if i == len(parts)-1 {
			limit = 1 << (8 * (5 - len(parts)))
		}
		if !ok || n >= limit {
			return "", fmt.Errorf("%q is no IPv4 address", short(host))
		}
		if i == len(parts)-1 {
			value += n
		} else {
			value += n << (8 * (3 - i))
		}
	}
	return netip.AddrFrom4([4]byte{byte(value >> 24), byte(value >> 16), byte(value >> 8), byte(value)}).String(), nil
}

// parseNumber reads decimal, 0 octal and 0x hexadecimal; "0x" alone is zero.
func parseNumber(s string) (uint64, bool) {
	base := 10
	switch {
	case strings.HasPrefix(s, "0x"):
		base, s = 16, s[2:]
		if s == "" {
			return 0, true
		}
	case len(s) > 1 && s[0] == '0':
		base, s = 8, s[1:]
	}
	n, err := strconv.ParseUint(s, base, 64)
	return n, err == nil
}

// escapeRest escapes what may not stand in a path or a query, and leaves what
// is escaped already.
func escapeRest(s string) string {
	clean := true
	for i := 0; i < len(s) && clean; i++ {
		clean = !mustEscape(s[i])
	}
	if clean {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if mustEscape(c) {
			fmt.Fprintf(&b, "%%%02X", c)
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

func mustEscape(c byte) bool {
	return c <= ' ' || c >= 0x7f || c == '"' || c == '<' || c == '>' || c == '`'
}

// removeDots takes "." and ".." segments out of a path that begins with a slash.
func removeDots(path string) string {
	if !strings.Contains(path, "/.") && !strings.Contains(path, "/%2") {
		return path
	}
	segments := strings.Split(path[1:], "/")
	kept := segments[:0:0]
	for i, s := range segments {
		last := i == len(segments)-1
		switch strings.ReplaceAll(strings.ToLower(s), "%2e", ".") {
		case "..":
			if len(kept) > 0 {
				kept = kept[:len(kept)-1]
			}
			if last {
				kept = append(kept, "")
			}
		case ".":
			if last {
				kept = append(kept, "")
			}
		default:
			kept = append(kept, s)
		}
	}
	return "/" + strings.Join(kept, "/")
}

// short cuts what the outside sent to what a message can hold.
func short(s string) string {
	s = strings.ToValidUTF8(s, "�")
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}
