package read
import "dateline/news"
func readText(s string) news.Report { return news.Report{} }
