package guess

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"testing"
)

var known = []string{"Ada Admin", "ada.admin@meridian.example", "The Meridian", "dateline"}

func TestEasy(t *testing.T) {
	for password, want := range map[string]Reason{
		"Password1234": Common, "P@ssw0rd2026!!": Common, "iloveyou2024!!": Common, "letmein letmein": Common, "passwordpassword": Common, "passwordpasswordpassword": Common,
		"welcome-welcome-1": Common, "correct horse battery staple": Common, "CorrectHorseBatteryStaple": Common, "administrator1": Common, "1qaz2wsx3edc": Common,
		"ｐａｓｓｗｏｒｄ１２３４": Common, "sunshine!!!!": Common, "пароль пароль": Repeated, "Dragon!23456": Common,
		"aaaaaaaaaaaa": Repeated, "abcabcabcabc": Repeated, "121212121212": Repeated, "ab12ab12ab12a": Repeated, "ääääääääääää": Repeated,
		"abcdefghijkl": Sequence, "123456789012": Common, "2345678901234": Sequence, "qwertyuiopas": Sequence, "zyxwvutsrqpo": Sequence, "qwertzuiop12": Sequence, "йцукенгшщзхъ": Sequence, "poiuytrewqab": Sequence,
		"ada.admin@meridian.example": Personal, "Dateline-2026!": Personal, "meridian meridian": Common, "adminmeridian": Personal, "d4teline d4teline": Personal, "Meridian_ada1": Personal,
		"four words will do": Hard, "four words or more": Hard, "four other words": Hard, "correct horse battery": Hard, "two neighbours promise": Hard, "three ships in the harbour": Hard, "another good password": Hard,
		"Ada likes ferries and snow": Hard, "x7$Kq9!vB2mZ": Hard, "839201749265": Hard, "nordlicht über tromsø": Hard, "京都の古い橋を渡る静かな夜に": Hard, "first things are last things": Hard,
	} {
		if got := Easy(password, known); got != want {
			t.Errorf("%q: %d, want %d", password, got, want)
		}
	}
}

// TestCommonWithWhatPeopleAdd: a common password doesn't become a good one by what
// people put behind it to make it long enough.
func TestCommonWithWhatPeopleAdd(t *testing.T) {
	unpacked, err := gzip.NewReader(bytes.NewReader(list))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for lines := bufio.NewScanner(unpacked); lines.Scan(); n++ {
		word := lines.Text()
		if n%997 != 0 || trim(word) != word {
			continue
		}
		for _, add := range []string{"20262026", "!!!!????", "-0815-4711"} {
			if password := fmt.Sprint(word, add); Easy(password, nil) == Hard {
				t.Errorf("%q is taken", password)
			}
		}
	}
	if n < 30_000 {
		t.Errorf("the list has %d entries", n)
	}
}

func FuzzEasy(f *testing.F) {
	f.Add("Password1234", "ada@meridian.example")
	f.Add("ﬁ\xff", "")
	f.Fuzz(func(t *testing.T, password, about string) {
		if len(password) > 1000 || len(about) > 1000 {
			return
		}
		if again, first := Easy(password, []string{about}), Easy(password, []string{about}); again != first {
			t.Errorf("%q is judged in two ways", password)
		}
	})
}
