package lang

import (
	"bytes"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
)

func TestCharset(t *testing.T) {
	for want, text := range map[string]func() ([]byte, error){
		"windows-1251": func() ([]byte, error) {
			return charmap.Windows1251.NewEncoder().Bytes([]byte("Президент подписал договор о взаимной помощи, который заменяет прежние документы."))
		},
		"Shift_JIS": func() ([]byte, error) {
			return japanese.ShiftJIS.NewEncoder().Bytes([]byte("大統領は新しい条約に署名しました。会談は二時間続きました。"))
		},
	} {
		b, err := text()
		if err != nil {
			t.Fatal(err)
		}
		if got, sure := Charset(b, false); got != want || sure < 10 {
			t.Errorf("%s, %d sure; want %s", got, sure, want)
		}
	}
	if got, sure := Charset(nil, true); sure > 20 {
		t.Errorf("of nothing: %s, %d sure", got, sure)
	}
}

// Short and odd bytes are as likely one charset as another; the answer must not
// depend on which guess came first.
func TestCharsetIsSteady(t *testing.T) {
	for _, b := range [][]byte{[]byte("Some NaB<\xdbthor href\"/x>Soye a><br>"), []byte("\xe9"), bytes.Repeat([]byte("\xc4\xe4 "), 40)} {
		first, _ := Charset(b, true)
		for range 50 {
			if again, _ := Charset(b, true); again != first {
				t.Fatalf("%q: once %s, then %s", b, first, again)
			}
		}
	}
}
