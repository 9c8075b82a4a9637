// Every page is a file: made once, at build, without anybody's data.
export const prerender = true;
export const trailingSlash = 'always';
