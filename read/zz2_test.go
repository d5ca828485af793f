package read

import (
	"fmt"
	"testing"
)

func TestZZCut(t *testing.T) {
	j := htmlJudges()
	var all, pos int
	hist := map[string]int{}
	for _, l := range lessons(t) {
		for i, x := range l.numbers {
			p := j.first.Predict(x)
			all++
			k := ""
			switch {
			case p < 0.002:
				k = "a<.002"
			case p < 0.005:
				k = "b<.005"
			case p < 0.01:
				k = "c<.01"
			case p < 0.02:
				k = "d<.02"
			case p < 0.05:
				k = "e<.05"
			default:
				k = "f"
			}
			if l.weight[i] >= 1 && l.want[i] > 0.5 {
				pos++
				k += " body"
			}
			hist[k]++
		}
	}
	fmt.Println(all, pos, hist)
}
