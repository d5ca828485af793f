// Gazetteer makes lang/data/names.tsv.gz, the names that package lang embeds,
// from the gazetteers that data/LICENSES.md lists and from our own data/own.tsv.
//
// In come the folder of the gazetteers and the folder data; out goes one file,
// byte for byte the same for the same input. Run it from the folder lang:
//
//	go run ./internal/gazetteer ../../shared/data/facts/gazetteers data
package main

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: gazetteer GAZETTEERS DATA")
		os.Exit(2)
	}
	if err := build(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "gazetteer:", err)
		os.Exit(1)
	}
}

// build writes a line a name: kind, name, code, then what the kind needs.
func build(from, data string) error {
	var lines []string
	var iso map[string]string
	for _, part := range []func() error{
		func() (err error) { iso, err = countries(filepath.Join(from, "countries.tsv"), &lines); return },
		func() error { return nationalities(filepath.Join(from, "nationalities.csv"), &lines) },
		func() error { return cities(filepath.Join(from, "cities.tsv"), iso, &lines) },
		func() error { return people(filepath.Join(from, "phoenix_actors.tsv"), iso, &lines) },
		func() error { return firstNames(from, &lines) },
		func() error {
			return eachLine(filepath.Join(data, "own.tsv"), func(l string) { lines = append(lines, l) })
		},
	} {
		if err := part(); err != nil {
			return err
		}
	}
	slices.Sort(lines)
	lines = slices.Compact(lines)
	return write(filepath.Join(data, "names.tsv.gz"), lines)
}

func write(path string, lines []string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	z, err := gzip.NewWriterLevel(f, gzip.BestCompression)
	if err != nil {
		return err
	}
	for _, l := range lines {
		if _, err := z.Write([]byte(l + "\n")); err != nil {
			return fmt.Errorf("writing %s: %w", path, err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return f.Close()
}

func eachLine(path string, do func(string)) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	scan := bufio.NewScanner(f)
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		if l := strings.TrimRight(scan.Text(), "\r\n"); l != "" {
			do(l)
		}
	}
	return scan.Err()
}

// countries also gives alpha-3 by alpha-2 and alpha-3.
func countries(path string, out *[]string) (map[string]string, error) {
	iso := map[string]string{}
	err := eachLine(path, func(l string) {
		f := strings.Split(l, "\t")
		if len(f) < 5 || f[0] == "alpha2" {
			return
		}
		iso[f[0]], iso[f[1]] = f[1], f[1]
		*out = append(*out, "n\t"+f[4]+"\t"+f[1])
		if !strings.ContainsAny(f[3], ",(") {
			*out = append(*out, "n\t"+f[3]+"\t"+f[1])
		}
	})
	return iso, err
}

// nationalities leaves out words that two countries share.
func nationalities(path string, out *[]string) error {
	codes := map[string][]string{}
	err := eachLine(path, func(l string) {
		word, code, ok := strings.Cut(l, ",")
		if ok && word != "nationality" {
			codes[word] = append(codes[word], strings.TrimSpace(code))
		}
	})
	for word, c := range codes {
		if len(c) == 1 {
			*out = append(*out, "d\t"+word+"\t"+c[0])
		}
	}
	return err
}

// cities keeps capitals and cities of 50,000 and more, the largest of a name.
func cities(path string, iso map[string]string, out *[]string) error {
	seen := map[string]bool{} // the list is sorted by population
	return eachLine(path, func(l string) {
		f := strings.Split(l, "\t")
		if len(f) < 8 || iso[f[2]] == "" {
			return
		}
		population, err := strconv.Atoi(f[5])
		if err != nil || population < 50000 && f[3] != "PPLC" || seen[f[0]] {
			return
		}
		seen[f[0]] = true
		lon, _ := strconv.ParseFloat(f[6], 64)
		lat, _ := strconv.ParseFloat(f[7], 64)
		*out = append(*out, fmt.Sprintf("t\t%s\t%s\t%.3f\t%.3f", f[0], iso[f[2]], lat, lon))
		if f[1] != "" && !seen[f[1]] {
			seen[f[1]] = true
			*out = append(*out, fmt.Sprintf("t\t%s\t%s\t%.3f\t%.3f", f[1], iso[f[2]], lat, lon))
		}
	})
}

// firstNames keeps those that are given to one sex only.
func firstNames(from string, out *[]string) error {
	sex := map[string]string{}
	for _, s := range []string{"female", "male"} {
		err := eachLine(filepath.Join(from, "first_names_"+s+".txt"), func(l string) {
			if old, ok := sex[l]; ok && old != s {
				sex[l] = ""
				return
			}
			sex[l] = s
		})
		if err != nil {
			return err
		}
	}
	for name, s := range sex {
		if s != "" {
			*out = append(*out, "g\t"+name+"\t"+s)
		}
	}
	return nil
}

// people keeps full names that belong to one country in all their roles.
func people(path string, iso map[string]string, out *[]string) error {
	country := map[string]string{}
	err := eachLine(path, func(l string) {
		f := strings.Split(l, "\t")
		if len(f) < 3 || len(f[2]) < 6 || f[0] != f[1] {
			return
		}
		sector := f[2][3:6]
		if sector != "GOV" && sector != "ELI" && sector != "OPP" && sector != "MIL" {
			return
		}
		words := strings.Fields(f[0])
		if len(words) < 2 || len(words) > 4 || notName(words) {
			return
		}
		code := iso[f[2][:3]]
		if code == "" {
			return
		}
		if old, ok := country[f[0]]; ok && old != code {
			code = "-"
		}
		country[f[0]] = code
	})
	for name, code := range country {
		if code != "-" {
			*out = append(*out, "p\t"+titleCase(name)+"\t"+code)
		}
	}
	return err
}

func notName(words []string) bool {
	for _, w := range words {
		switch w {
		case "THE", "OF", "AND", "FOR", "MINISTRY", "MINISTER", "PRESIDENT", "GENERAL", "PARTY", "GOVERNMENT", "ARMY", "POLICE",
			"DEPARTMENT", "COURT", "COUNCIL", "COMMITTEE", "PARLIAMENT", "SENATE", "FRONT", "UNION", "AGENCY", "BANK", "OFFICE",
			"NATIONAL", "MOVEMENT", "FORCE", "FORCES", "GUARD", "HOUSE", "STATE", "MILITARY", "AIR", "NAVY", "KING", "QUEEN", "PRINCE",
			"SIR", "LORD", "DR", "GEN", "COL", "COMMISSION", "BOARD", "SERVICE", "SECRETARY", "AMBASSADOR", "SPOKESMAN":
			return true
		}
		for _, r := range w {
			if unicode.IsDigit(r) {
				return true
			}
		}
	}
	return false
}

func titleCase(s string) string {
	out := []rune(strings.ToLower(s))
	for i, r := range out {
		if i == 0 || out[i-1] == ' ' || out[i-1] == '-' {
			out[i] = unicode.ToUpper(r)
		}
	}
	return string(out)
}
