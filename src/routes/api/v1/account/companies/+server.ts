export const GET = ({ locals, request }) => locals.relais.companies(request, locals.who)
export const POST = ({ locals, request }) => locals.relais.beginCompany(request, locals.who)
