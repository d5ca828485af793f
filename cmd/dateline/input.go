package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"dateline/fetch"
)

// maxInput is more than any page or feed that is taken, packed or not.
const maxInput = 32 << 20

// openInput gives the bytes of a file, of an address that begins with http, or
// of standard input ("-" or nothing). An address also gives the content type
// and where it led to.
func openInput(ctx context.Context, name string, env cmdEnv) (body []byte, contentType, address string, err error) {
	if strings.HasPrefix(name, "http://") || strings.HasPrefix(name, "https://") {
		client, err := fetch.New(fetch.Config{UserAgent: fetch.UserAgent(version, "")})
		if err != nil {
			return nil, "", "", err
		}
		defer client.Close()
		answer, err := client.Get(ctx, fetch.Request{URL: name})
		if err != nil {
			return nil, "", "", err
		}
		return answer.Body, answer.Header.Get("Content-Type"), answer.FinalURL, nil
	}
	in := env.in
	if name != "-" && name != "" {
		file, err := os.Open(name)
		if err != nil {
			return nil, "", "", fmt.Errorf("%w; give a file, an address that begins with http, or - for standard input", err)
		}
		defer file.Close()
		in = file
	}
	body, err = io.ReadAll(io.LimitReader(in, maxInput))
	return body, "", "", err
}
