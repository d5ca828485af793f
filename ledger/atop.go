package ledger

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"dateline/lang"
	"dateline/news"
)

// ReadATOP reads agreements from a CSV in the fields of the Alliance Treaty
// Obligations and Provisions project (Leeds et al. 2002, codebook 5.1), one
// alliance a row: atopid; begyr, begmo, begday and endyr, endmo, endday, of which 0
// is unknown or not ended; defense, offense, neutral, nonagg, consul, 1 where the
// alliance obliges to it; mem1, mem2 … the members' numbers in the Correlates of
// War. Fields may stand in any order among others. Each is told to take with its
// identity there. Who uses it brings a copy: none is shipped.
func ReadATOP(r io.Reader, take func(id string, a news.Agreement) error) (int, error) {
	in := csv.NewReader(r)
	in.FieldsPerRecord, in.LazyQuotes, in.ReuseRecord = -1, true, true
	head, err := in.Read()
	if err != nil {
		return 0, fmt.Errorf("reading the CSV's first line: %w", err)
	}
	at := map[string]int{}
	var members []int
	for i, name := range head {
		name = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(name, "\ufeff")))
		at[name] = i
		if n, found := strings.CutPrefix(name, "mem"); found {
			if _, err := strconv.Atoi(n); err == nil {
				members = append(members, i)
			}
		}
	}
	for _, needed := range []string{"atopid", "begyr"} {
		if _, ok := at[needed]; !ok {
			return 0, fmt.Errorf("the CSV has no column %q; give ATOP's file of alliances, one a row", needed)
		}
	}
	if len(members) == 0 {
		return 0, errors.New("the CSV has no columns mem1, mem2 …; give ATOP's file of alliances, one a row")
	}
	n := 0
	for line := 2; ; line++ {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return n, fmt.Errorf("line %d of the CSV: %w", line, err)
		}
		number := func(i int) int {
			if i >= len(row) {
				return 0
			}
			f, err := strconv.ParseFloat(strings.TrimSpace(row[i]), 64) // ids come as 1005.0, too
			if err != nil || f < 0 || f > 1e9 {
				return 0
			}
			return int(f)
		}
		field := func(name string) int {
			if i, ok := at[name]; ok {
				return number(i)
			}
			return 0
		}
		id := strings.TrimSpace(row[min(at["atopid"], len(row)-1)])
		if id == "" {
			return n, fmt.Errorf("line %d of the CSV has no atopid", line)
		}
		a := news.Agreement{Title: "Alliance ATOP " + id, Kind: "alliance"}
		for _, i := range members {
			if code := number(i); code > 0 {
				a.Parties = append(a.Parties, stateOf(code))
			}
		}
		if day := atopDay(field("begyr"), field("begmo"), field("begday"), "begyr"); day != nil {
			a.Milestones = append(a.Milestones, news.Milestone{Act: "in force", Time: day})
		}
		if day := atopDay(field("endyr"), field("endmo"), field("endday"), "endyr"); day != nil {
			a.Milestones = append(a.Milestones, news.Milestone{Act: "ended", Time: day})
		}
		for _, duty := range []struct{ field, class string }{{"defense", "defence"}, {"offense", "offence"}, {"neutral", "neutrality"}, {"nonagg", "non-aggression"}, {"consul", "consultation"}} {
			if field(duty.field) > 0 {
				a.Provisions = append(a.Provisions, news.Provision{Text: "The members are obliged to " + duty.class + " (ATOP field " + duty.field + ").", Class: duty.class})
			}
		}
		if err := take(id, a); err != nil {
			return n, fmt.Errorf("line %d of the CSV: %w", line, err)
		}
		n++
	}
}

// atopDay is a time of ATOP's, as exact as it is known; nil if its year is not.
func atopDay(year, month, day int, field string) *news.TimeRef {
	t := &news.TimeRef{Basis: "ATOP " + field}
	switch {
	case year < 1600 || year > 2200:
		return nil
	case month < 1 || month > 12:
		t.From, t.To, t.Precision = fmt.Sprintf("%04d-01-01", year), fmt.Sprintf("%04d-12-31", year), "year"
	case day < 1 || day > 31:
		t.From, t.To, t.Precision = fmt.Sprintf("%04d-%02d-01", year, month), fmt.Sprintf("%04d-%02d-28", year, month), "month"
	default:
		t.From = fmt.Sprintf("%04d-%02d-%02d", year, month, day)
		t.To, t.Precision = t.From, "day"
	}
	t.Text = t.From
	return t
}

// stateOf names a state by its number in the Correlates of War.
func stateOf(code int) news.Actor {
	iso, known := cowStates[code]
	if !known {
		return news.Actor{Text: "COW " + strconv.Itoa(code), Name: "COW " + strconv.Itoa(code), Role: "party"}
	}
	name := lang.CountryName(iso, iso)
	return news.Actor{Text: name, Name: name, Code: iso, Role: "party"}
}

// cowStates are the states of today (and a few of yesterday) by their number in
// the Correlates of War's list of states: ISO 3166-1 alpha-3.
var cowStates = map[int]string{
	2: "USA", 20: "CAN", 31: "BHS", 40: "CUB", 41: "HTI", 42: "DOM", 51: "JAM", 52: "TTO", 53: "BRB", 54: "DMA", 55: "GRD", 56: "LCA", 57: "VCT", 58: "ATG", 60: "KNA",
	70: "MEX", 80: "BLZ", 90: "GTM", 91: "HND", 92: "SLV", 93: "NIC", 94: "CRI", 95: "PAN", 100: "COL", 101: "VEN", 110: "GUY", 115: "SUR", 130: "ECU", 135: "PER",
	140: "BRA", 145: "BOL", 150: "PRY", 155: "CHL", 160: "ARG", 165: "URY", 200: "GBR", 205: "IRL", 210: "NLD", 211: "BEL", 212: "LUX", 220: "FRA", 221: "MCO", 223: "LIE",
	225: "CHE", 230: "ESP", 232: "AND", 235: "PRT", 255: "DEU", 260: "DEU", 265: "DDR", 290: "POL", 305: "AUT", 310: "HUN", 315: "CSK", 316: "CZE", 317: "SVK", 325: "ITA",
	331: "SMR", 338: "MLT", 339: "ALB", 341: "MNE", 343: "MKD", 344: "HRV", 345: "SRB", 346: "BIH", 347: "XKX", 349: "SVN", 350: "GRC", 352: "CYP", 355: "BGR", 359: "MDA",
	360: "ROU", 365: "RUS", 366: "EST", 367: "LVA", 368: "LTU", 369: "UKR", 370: "BLR", 371: "ARM", 372: "GEO", 373: "AZE", 375: "FIN", 380: "SWE", 385: "NOR", 390: "DNK",
	395: "ISL", 402: "CPV", 403: "STP", 404: "GNB", 411: "GNQ", 420: "GMB", 432: "MLI", 433: "SEN", 434: "BEN", 435: "MRT", 436: "NER", 437: "CIV", 438: "GIN", 439: "BFA",
	450: "LBR", 451: "SLE", 452: "GHA", 461: "TGO", 471: "CMR", 475: "NGA", 481: "GAB", 482: "CAF", 483: "TCD", 484: "COG", 490: "COD", 500: "UGA", 501: "KEN", 510: "TZA",
	516: "BDI", 517: "RWA", 520: "SOM", 522: "DJI", 530: "ETH", 531: "ERI", 540: "AGO", 541: "MOZ", 551: "ZMB", 552: "ZWE", 553: "MWI", 560: "ZAF", 565: "NAM", 570: "LSO",
	571: "BWA", 572: "SWZ", 580: "MDG", 581: "COM", 590: "MUS", 591: "SYC", 600: "MAR", 615: "DZA", 616: "TUN", 620: "LBY", 625: "SDN", 626: "SSD", 630: "IRN", 640: "TUR",
	645: "IRQ", 651: "EGY", 652: "SYR", 660: "LBN", 663: "JOR", 666: "ISR", 670: "SAU", 679: "YEM", 690: "KWT", 692: "BHR", 694: "QAT", 696: "ARE", 698: "OMN", 700: "AFG",
	701: "TKM", 702: "TJK", 703: "KGZ", 704: "UZB", 705: "KAZ", 710: "CHN", 712: "MNG", 713: "TWN", 731: "PRK", 732: "KOR", 740: "JPN", 750: "IND", 760: "BTN", 770: "PAK",
	771: "BGD", 775: "MMR", 780: "LKA", 781: "MDV", 790: "NPL", 800: "THA", 811: "KHM", 812: "LAO", 816: "VNM", 820: "MYS", 830: "SGP", 835: "BRN", 840: "PHL", 850: "IDN",
	860: "TLS", 900: "AUS", 910: "PNG", 920: "NZL", 935: "VUT", 940: "SLB", 946: "KIR", 947: "TUV", 950: "FJI", 955: "TON", 970: "NRU", 983: "MHL", 986: "PLW", 987: "FSM", 990: "WSM",
}
