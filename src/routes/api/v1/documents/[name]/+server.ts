export const GET = ({ locals, request, params }) => locals.relais.document(request, locals.who, params.name)
