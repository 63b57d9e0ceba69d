export const GET = ({ locals, request, params }) => locals.relais.file(request, locals.who, params.id)
