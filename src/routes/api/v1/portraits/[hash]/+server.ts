export const GET = ({ locals, request, params }) => locals.relais.portrait(request, locals.who, params.hash)
