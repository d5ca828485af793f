package collect

import (
	"fmt"
	"strings"

	"dateline/fetch"
)

// NormalizeURL gives the one address that an item's page is known by: absolute,
// the host in lower case, without fragment, default port, user name, and the
// parameters that only say where a reader came from. base is the address that
// ref stands on.
func NormalizeURL(base, ref string) (string, error) {
	if strings.TrimSpace(ref) == "" {
		return "", fmt.Errorf("there is no address")
	}
	u, err := fetch.ResolveAddress(base, ref)
	if err != nil {
		return "", err
	}
	if u.RawQuery != "" {
		kept := strings.Split(u.RawQuery, "&")
		n := 0
		for _, parameter := range kept {
			name, _, _ := strings.Cut(parameter, "=")
			if !isTracking(strings.ToLower(name)) {
				kept[n] = parameter
				n++
			}
		}
		u.RawQuery = strings.Join(kept[:n], "&")
	}
	u.ForceQuery = false
	return u.String(), nil
}

// tracking are parameters that advertising and mailing services add to
// addresses; none of them chooses a page.
var tracking = map[string]bool{
	"fbclid": true, "gclid": true, "gclsrc": true, "dclid": true, "gbraid": true, "wbraid": true, "msclkid": true,
	"yclid": true, "twclid": true, "ttclid": true, "igshid": true, "igsh": true, "mc_cid": true, "mc_eid": true,
	"_hsenc": true, "_hsmi": true, "mkt_tok": true, "oly_anon_id": true, "oly_enc_id": true, "vero_id": true,
	"wickedid": true, "ncid": true, "cmpid": true, "at_medium": true, "at_campaign": true, "at_custom1": true,
	"at_custom2": true, "at_custom3": true, "at_custom4": true, "ns_mchannel": true, "ns_source": true,
	"ns_campaign": true, "ns_linkname": true, "ftag": true, "smid": true, "_ga": true, "_gl": true, "s_cid": true,
}

func isTracking(name string) bool {
	return tracking[name] || strings.HasPrefix(name, "utm_") || strings.HasPrefix(name, "pk_") || strings.HasPrefix(name, "mtm_")
}

// linkOn gives an address that stands on the page base: as it is written where
// it is whole, else resolved. Without a base a relative one is left as it is.
// What could not be fetched is empty.
func linkOn(base, ref string) string {
	ref = strings.TrimSpace(ref)
	if strings.HasPrefix(ref, "http://") || strings.HasPrefix(ref, "https://") {
		if _, err := fetch.ParseAddress(ref); err != nil {
			return ""
		}
		return ref
	}
	if base == "" && !strings.HasPrefix(ref, "//") && absolute("https://base.invalid/", ref) != "" {
		if before, _, _ := strings.Cut(ref, "?"); !strings.Contains(before, ":") {
			return ref
		}
	}
	return absolute(base, ref)
}

// absolute resolves an address; what cannot be one becomes empty.
func absolute(base, ref string) string {
	if strings.TrimSpace(ref) == "" {
		return ""
	}
	u, err := fetch.ResolveAddress(base, ref)
	if err != nil {
		return ""
	}
	return u.String()
}

// oneLine is text with every run of space as one space.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
