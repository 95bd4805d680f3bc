-- Opens a manifest, waits for diagnostics, mends the label, waits until they are gone, and writes down what was seen.
local function wait(what)
  if not vim.wait(60000, what, 20) then
    vim.cmd("cquit 3")
  end
end

local said = {}
vim.lsp.start_client({
  name = "dslint",
  cmd = { vim.env.DSLINT_PYTHON, "-m", "dslint", "lsp" },
  root_dir = vim.fn.getcwd(),
  on_init = function(client)
    vim.lsp.buf_attach_client(0, client.id)
  end,
})
wait(function() return #vim.diagnostic.get(0) > 0 end)
local found = {}
for _, one in ipairs(vim.diagnostic.get(0)) do
  local code = one.code or (one.user_data and one.user_data.lsp and one.user_data.lsp.code)
  table.insert(found, { lnum = one.lnum, col = one.col, end_col = one.end_col, code = code })
end
table.insert(said, found)
local line = vim.api.nvim_buf_get_lines(0, 15, 16, true)[1]
vim.api.nvim_buf_set_lines(0, 15, 16, true, { (line:gsub("beta%.", "")) })
wait(function() return #vim.diagnostic.get(0) == 0 end)
table.insert(said, vim.diagnostic.get(0))
table.insert(said, vim.api.nvim_buf_get_lines(0, 0, -1, true))
vim.fn.writefile({ vim.json and vim.json.encode(said) or vim.fn.json_encode(said) }, vim.env.DSLINT_SAID)
vim.cmd("qall!")
