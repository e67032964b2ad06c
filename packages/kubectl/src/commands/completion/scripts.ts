/**
 * What each shell runs. All of them ask `kubectl __complete WORDS… WORD`, which answers one candidate a line (with a
 * description after a tab) and, in the last line, a colon and a number, whose bits say: 2, no space follows the candidate; 4,
 * no files are offered; 8, the candidates are extensions of files to offer.
 */
export const completionScripts: Readonly<Record<string, string>> = {
  bash: `# bash completion for kubectl
_kubectl_complete() {
  local answer directive line
  answer=$("\${COMP_WORDS[0]}" __complete "\${COMP_WORDS[@]:1:COMP_CWORD-1}" "\${COMP_WORDS[COMP_CWORD]}" 2>/dev/null) || return
  directive=\${answer##*:}
  answer=\${answer%:*}
  COMPREPLY=()
  if ((directive & 8)); then
    compopt -o default 2>/dev/null
    return 0
  fi
  while IFS= read -r line; do
    [[ -n $line ]] && COMPREPLY+=("\${line%%$'\\t'*}")
  done <<<"$answer"
  ((directive & 2)) && compopt -o nospace 2>/dev/null
  [[ \${#COMPREPLY[@]} -eq 0 ]] && ! ((directive & 4)) && compopt -o default 2>/dev/null
  return 0
}
complete -F _kubectl_complete kubectl
`,
  zsh: `#compdef kubectl
compdef _kubectl kubectl
_kubectl() {
  local -a candidates
  local answer directive line
  answer=$("\${words[1]}" __complete "\${(@)words[2,CURRENT]}" 2>/dev/null) || return 1
  directive=\${answer##*:}
  if ((directive & 8)); then
    _files
    return
  fi
  for line in "\${(@f)\${answer%:*}}"; do
    [[ -n $line ]] && candidates+=("\${\${line//:/\\\\:}/$'\\t'/:}")
  done
  if [[ \${#candidates} -eq 0 ]] && ! ((directive & 4)); then
    _files
  elif ((directive & 2)); then
    _describe -V 'kubectl' candidates -S ''
  else
    _describe -V 'kubectl' candidates
  fi
}
[[ \${funcstack[1]} == _kubectl ]] && _kubectl
`,
  fish: `# fish completion for kubectl
function __kubectl_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l answer ($words[1] __complete $words[2..-1] 2>/dev/null)
    set -l directive (string replace ':' '' -- $answer[-1])
    if test (math "bitand($directive, 8)") -gt 0; or test "$directive" = 0
        __fish_complete_path (commandline -ct)
        return
    end
    for line in $answer[1..-2]
        echo $line
    end
end
complete -c kubectl -e
complete -c kubectl -f -a '(__kubectl_complete)'
`,
  powershell: `# PowerShell completion for kubectl
Register-ArgumentCompleter -Native -CommandName kubectl -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
    $program = $words[0]
    $before = @($words | Select-Object -Skip 1)
    if ($wordToComplete -ne '' -and $before.Count -gt 0) { $before = @($before | Select-Object -SkipLast 1) }
    $argument = if ($wordToComplete -eq '') { '""' } else { $wordToComplete }
    & $program __complete @before $argument 2>$null | Where-Object { $_ -notmatch '^:\\d+$' } | ForEach-Object {
        $name, $description = $_ -split "\`t", 2
        if (-not $description) { $description = $name }
        [System.Management.Automation.CompletionResult]::new($name, $name, 'ParameterValue', $description)
    }
}
`,
};
