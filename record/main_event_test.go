package record

import (
	"strings"
	"testing"

	"dateline/news"
)

// Wednesday 16 April 2031 unless an hour is told.
func TestMainEventDay(t *testing.T) {
	for _, c := range []struct{ name, published, headline, text, want, basis string }{
		{"the lead tells it", "2031-04-16", "Varland signs pact", "Varland signed a pact with Kestria on Monday.", "2031-04-14", "before"},
		{"what is told aside is another day", "2031-04-16", "Orvik mourns miners", "Orvik mourned the miners who died on Monday.", "2031-04-16", "not told"},
		{"so is what a conjunction opens", "2031-04-16", "Dorn sworn in", "Ilka Dorn was sworn in, as protesters who had camped since Monday looked on.", "2031-04-16", "not told"},
		{"the headline tells it", "2031-04-16", "Orvik port closed on Tuesday", "Gales closed the port of Orvik. No ship left.", "2031-04-15", "weekday"},
		{"a sentence behind the lead", "2031-04-16", "Miners freed in Orvik", "All the miners are free. Rescuers reached the miners on Sunday.", "2031-04-13", "weekday"},
		{"in the small hours", "2031-04-16T03:10:00Z", "Fire guts Selden mill", "Fire gutted the mill at Selden, leaving its roof on the ground.", "2031-04-15", "small hours"},
		{"in the small hours, of these hours", "2031-04-16T03:10:00Z", "Fire guts Selden mill", "Fire gutted the mill at Selden. The Selden mill, a watchman said, burned from the early hours of Wednesday.", "2031-04-16", ""},
		{"midnight is no hour", "2031-04-16T00:00:00Z", "Fire guts Selden mill", "Fire gutted the mill at Selden.", "2031-04-16", "day of publication"},
		{"the morning after a match", "2031-04-16T08:00:00Z", "Orvik beat Selden", "Orvik beat Selden in the cup final with two late goals.", "2031-04-15", "match"},
		{"the final of something else", "2031-04-16T08:00:00Z", "Orvik wins final approval", "Orvik has won final approval for the new bridge.", "2031-04-16", "day of publication"},
		{"no match", "2031-04-16T08:00:00Z", "Orvik wins contract", "Orvik has won the contract for the new bridge.", "2031-04-16", "day of publication"},
		{"the agency's dateline", "2031-04-16T01:00:00Z", "Strike ends", "HARVEL, April 15 (Kestrel Wire) - Dockers in Harvel have ended their strike.", "2031-04-15", "own dateline"},
		{"a post that is newer than the publication", "2031-02-04", "Orvik harbour closed", "Orvik has closed its harbour. -- Port of Orvik (@orvikport) April 14, 2031", "2031-04-14", "newest post"},
		{"posts of before and after it", "2031-02-04", "Orvik harbour closed", "Orvik has closed its harbour. -- Port of Orvik (@orvikport) February 3, 2031 -- Port of Orvik (@orvikport) April 14, 2031", "2031-02-04", "day of publication"},
		{"nothing", "", "Orvik harbour closed", "Orvik has closed its harbour.", "", ""},
	} {
		published, err := news.ParseTime(c.published)
		if err != nil && c.published != "" {
			t.Fatal(err)
		}
		r := news.Report{ID: c.name, Headline: c.headline, Text: c.text, Published: published, Language: "en"}
		got, basis := "", ""
		if when := checkRecord(t, r).Main.When; when != nil {
			got, basis = when.From, when.Basis
		}
		if got != c.want || !strings.Contains(basis, c.basis) {
			t.Errorf("%s: the day is %q (%s), want %q (%s)", c.name, got, basis, c.want, c.basis)
		}
	}
}

// Who acts and where it happened, on headlines of our own.
func TestMainEventWhoAndWhere(t *testing.T) {
	for _, c := range []struct{ headline, text, who, where string }{
		{"Dorn blames shippers for delays", "President Ilka Dorn has blamed shippers for the delays.", "Ilka Dorn", ""},
		{"Varland election: Dorn blames shippers", "President Ilka Dorn of Varland has blamed shippers.", "Ilka Dorn", ""},
		{"‘We blame Marsh’: Dorn turns on shippers", "President Ilka Dorn turned on shippers. Paul Marsh, a shipper, said nothing.", "Ilka Dorn", ""},
		{"Dorn rally shooting: two arrested", "Gunmen fired on a rally of Ilka Dorn. Two men were arrested.", "Gunmen", ""},
		{"Dorn protest march ends in riot", "A crowd of thousands broke windows after a march against Ilka Dorn.", "A crowd of thousands", ""},
		{"Orvik Rovers fans celebrate in Dublin", "Fans of the Orvik Rovers celebrated all night in Dublin.", "Orvik Rovers fans", "Dublin"},
		{"Police identify three victims of Dublin blast", "The three victims of the blast were named. Dublin City Police said they were from Cork.", "Dublin City Police", "Dublin"},
		{"Kestrel boss Ann Orr hails deal", "Ann Orr, the head of Kestrel, hailed the deal.", "Kestrel boss Ann Orr", ""},
		{"While Varland votes, Kestria counts the cost", "Kestria is counting the cost of a bad harvest. Varland votes.", "Kestria", ""},
		{"Nurses strike over pay in Lisbon", "Thousands of nurses walked out in Lisbon.", "Nurses", "Lisbon"},
		{"Oslo train crash kills four", "A train ran off the rails in the east of the city of Oslo, killing four.", "A train", "Oslo"},
		{"Minister resigns in Kenya", "The minister gave up his office in Mombasa.", "The minister", "Mombasa"},
		{"Dublin riots spread to suburbs", "Crowds set cars on fire in Dublin for a second night.", "Crowds", "Dublin"},
		{"Dorn increase the price of bread", "Dorn, a chain of bakeries, has made bread dearer.", "Dorn", ""},
	} {
		r := news.Report{ID: c.headline, Headline: c.headline, Text: c.text, Language: "en"}
		main := checkRecord(t, r).Main
		if main.Who != c.who {
			t.Errorf("%s: who is %q, want %q", c.headline, main.Who, c.who)
		}
		if main.Where != c.where {
			t.Errorf("%s: where is %q, want %q", c.headline, main.Where, c.where)
		}
	}
}
