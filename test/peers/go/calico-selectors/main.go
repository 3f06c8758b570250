// Answers, by Calico's own parser of selectors, whether a text is one and which labels it selects: a line of JSON in, one out.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"github.com/projectcalico/calico/libcalico-go/lib/selector"
)

type question struct {
	Selector string              `json:"selector"`
	Labels   []map[string]string `json:"labels"`
}

type answer struct {
	Selects []bool `json:"selects"`
	Refused string `json:"refused,omitempty"`
}

func main() {
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	output := json.NewEncoder(os.Stdout)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) == 0 || err != nil {
			return
		}
		var asked question
		if err := json.Unmarshal(line, &asked); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		if err := output.Encode(judged(asked)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func judged(asked question) answer {
	parsed, err := selector.Parse(asked.Selector)
	if err != nil {
		return answer{Refused: err.Error()}
	}
	selects := make([]bool, 0, len(asked.Labels))
	for _, labels := range asked.Labels {
		selects = append(selects, parsed.Evaluate(labels))
	}
	return answer{Selects: selects}
}
