package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"dateline/newsroom"
)

// A size is a flag of bytes: a number with KiB, MiB, GiB or TiB, or of bytes alone.
type size int64

var sizeUnits = []struct {
	name  string
	bytes int64
}{{"kib", 1 << 10}, {"mib", 1 << 20}, {"gib", 1 << 30}, {"tib", 1 << 40}, {"b", 1}}

func (s *size) String() string {
	if s == nil || *s == 0 {
		return "0"
	}
	return strings.ReplaceAll(strings.Replace(newsroom.Bytes(int64(*s)), ".0 ", "", 1), " ", "")
}

func (s *size) Set(text string) error {
	number, unit := strings.ToLower(strings.TrimSpace(text)), int64(1)
	for _, u := range sizeUnits {
		if rest, ok := strings.CutSuffix(number, u.name); ok {
			number, unit = strings.TrimSpace(rest), u.bytes
			break
		}
	}
	n, err := strconv.ParseFloat(number, 64)
	if err != nil || n < 0 || n*float64(unit) > math.MaxInt64/2 {
		return fmt.Errorf("%q is not a size such as 512MiB or 2GiB", text)
	}
	*s = size(n * float64(unit))
	return nil
}
