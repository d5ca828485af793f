package fetch

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// maxRobots is how much of a robots.txt is read; RFC 9309 §2.5 asks for at
// least 500 KiB.
const maxRobots = 512 << 10

// A RobotsFile is a parsed robots.txt (RFC 9309).
type RobotsFile struct {
	groups   []robotsGroup
	Sitemaps []string // as written
}

type robotsGroup struct {
	agents []string // product tokens in lower case, or "*"
	rules  []robotsRule
	delay  time.Duration
}

type robotsRule struct {
	allow   bool
	pattern string
}

// ParseRobots reads a robots.txt. Nothing in it is an error: what is not
// understood is skipped (RFC 9309 §2.2).
func ParseRobots(body []byte) *RobotsFile {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	f := &RobotsFile{}
	var group *robotsGroup
	open := false // the group may still take user-agent lines
	for _, line := range strings.FieldsFunc(string(body), func(r rune) bool { return r == '\n' || r == '\r' }) {
		line, _, _ = strings.Cut(line, "#")
		key, value, found := strings.Cut(line, ":")
		if !found {
			continue
		}
		key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
		switch key {
		case "user-agent":
			if !open {
				f.groups = append(f.groups, robotsGroup{})
				group, open = &f.groups[len(f.groups)-1], true
			}
			group.agents = append(group.agents, agentToken(value))
		case "allow", "disallow":
			open = false
			if group != nil && value != "" {
				group.rules = append(group.rules, robotsRule{key == "allow", canonicalEscapes(escapeOctets(value))})
			}
		case "crawl-delay":
			// No part of the RFC, and so no end of the list of agents either.
			if seconds, err := strconv.ParseFloat(value, 64); err == nil && group != nil && seconds > 0 {
				group.delay = time.Duration(min(seconds, 60) * float64(time.Second))
			}
		case "sitemap":
			if value != "" && len(f.Sitemaps) < 100 {
				f.Sitemaps = append(f.Sitemaps, value)
			}
		}
	}
	return f
}

// agentToken cuts a user agent to its product token (RFC 9309 §2.2.1):
// letters, "_" and "-".
func agentToken(s string) string {
	if strings.HasPrefix(s, "*") {
		return "*"
	}
	end := strings.IndexFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_' || r == '-')
	})
	if end >= 0 {
		s = s[:end]
	}
	return strings.ToLower(s)
}

// Allowed tells whether agent, a product token such as "Dateline", may fetch
// uri: path and query as they go over the wire, percent-encoded, which is how
// (*url.URL).RequestURI gives them. Octets outside ASCII that are not encoded
// match nothing but a wildcard.
func (f *RobotsFile) Allowed(agent, uri string) bool {
	if uri == "/robots.txt" {
		return true // RFC 9309 §2.2.2
	}
	path := canonicalEscapes(uri)
	best, allowed := -1, true
	for _, g := range f.groupsOf(agent) {
		for _, r := range g.rules {
			// The most octets win, and allow wins a draw (§2.2.2).
			if n := len(r.pattern); (n > best || n == best && r.allow) && matchPath(r.pattern, path) {
				best, allowed = n, r.allow
			}
		}
	}
	return allowed
}

// Delay is the pause between requests that the host asks agent for; 0 for none.
func (f *RobotsFile) Delay(agent string) time.Duration {
	var delay time.Duration
	for _, g := range f.groupsOf(agent) {
		delay = max(delay, g.delay)
	}
	return delay
}

// groupsOf gives the groups that name the agent, or else those for all (§2.2.1).
func (f *RobotsFile) groupsOf(agent string) []robotsGroup {
	var named, all []robotsGroup
	agent = agentToken(agent)
	for _, g := range f.groups {
		isNamed, isAll := false, false
		for _, a := range g.agents {
			isNamed = isNamed || a == agent && a != ""
			isAll = isAll || a == "*"
		}
		if isNamed {
			named = append(named, g)
		} else if isAll {
			all = append(all, g)
		}
	}
	if len(named) > 0 {
		return named
	}
	return all
}

// escapeOctets percent-encodes what is outside ASCII (§2.2.2).
func escapeOctets(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c >= 0x80 {
			fmt.Fprintf(&b, "%%%02X", c)
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// canonicalEscapes writes percent escapes as §2.2.2 compares them: those of
// unreserved octets plain, all others with digits in upper case.
func canonicalEscapes(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				if c := byte(n); isUnreserved(c) {
					b.WriteByte(c)
				} else {
					b.WriteString(strings.ToUpper(s[i : i+3]))
				}
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func isUnreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~'
}

// matchPath matches a pattern with "*" for any octets and "$" at its end for
// the end of the path, in time proportional to len(pattern)·len(path).
func matchPath(pattern, path string) bool {
	pattern, anchored := strings.CutSuffix(pattern, "$")
	parts := strings.Split(pattern, "*")
	if !strings.HasPrefix(path, parts[0]) {
		return false
	}
	rest := path[len(parts[0]):]
	for i, part := range parts[1:] {
		if anchored && i == len(parts)-2 {
			return strings.HasSuffix(rest, part)
		}
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	return !anchored || rest == ""
}
